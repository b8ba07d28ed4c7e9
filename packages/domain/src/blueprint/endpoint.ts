import { z } from 'zod';
import { accessCidrSchema } from './networkBlock.ts';
import { formed, rule } from './rules.ts';

export const endpointModes = ['port-forward', 'alb-oidc', 'alb-cognito'] as const;
export type EndpointMode = (typeof endpointModes)[number];

const httpsUrl = z
  .string()
  .max(2000, 'At most 2000 characters.')
  .refine(
    (text) => {
      const url = URL.parse(text);
      return url !== null && url.protocol === 'https:' && url.search === '' && url.hash === '' && url.username === '';
    },
    rule('https_url', 'Not an https address.', 'Write it as https://login.example.com/oauth2/token, without a query.'),
  );

const oidcSchema = z.strictObject({
  issuer: httpsUrl.meta({ title: 'Issuer', description: 'As the tokens of your identity provider name it.' }),
  authorizationEndpoint: httpsUrl.meta({ title: 'Authorization endpoint', description: 'Where browsers sign in.' }),
  tokenEndpoint: httpsUrl.meta({ title: 'Token endpoint', description: 'Where the load balancer redeems codes.' }),
  userInfoEndpoint: httpsUrl.meta({ title: 'User info endpoint', description: 'Where it asks who signed in.' }),
  jwksUri: httpsUrl.meta({ title: 'Signing keys (JWKS)', description: 'For the tokens of programs.' }),
  clientId: formed(/^[\x21-\x7e]{1,200}$/, 'client_id', 'Not a client id.', 'Use 1 to 200 printable characters.').meta({
    title: 'Client id',
    description: 'Of the client registered with the provider.',
  }),
  clientSecretArn: formed(
    // Whoever asks for a stack names the address that the secret is sent to: so only secrets made for it may be named.
    /^arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:flowport\/[\w/+=.@-]{1,500}$/,
    'secret_arn',
    'Not the ARN of a secret named flowport/… in Secrets Manager.',
    'Write it as arn:aws:secretsmanager:us-west-2:111122223333:secret:flowport/oidc-client-AbCdEf.',
  ).meta({
    title: 'Client secret (ARN)',
    description:
      'A Secrets Manager secret named flowport/… whose text is the client secret. Flowport never sees the text.',
  }),
});

/** Conditions of a load balancer's rules take hosts of 128 characters, and `metadata.` stands in front of it. */
const domainSchema = formed(
  /^(?=.{4,119}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/,
  'domain_form',
  'Not a domain name.',
  'Write it in lower case as fraud.metaflow.example.com.',
);

/** How people and programs reach the services. Which fields a mode needs is in `endpointRules`. */
export const endpointParametersSchema = z
  .strictObject({
    mode: z.enum(endpointModes).meta({
      title: 'Access',
      description: 'Port-forwarding opens nothing to the outside; a load balancer asks for a login on every page.',
    }),
    domain: domainSchema
      .nullable()
      .meta({ title: 'Domain', description: 'The services answer at ui., argo. and metadata. below it.' }),
    zoneId: formed(
      /^Z[A-Z0-9]{5,31}$/,
      'zone_form',
      'Not the id of a hosted zone.',
      'Copy it from Route 53, as Z0123456789ABCDEFGHIJ.',
    )
      .nullable()
      .meta({ title: 'Hosted zone', description: 'The Route 53 zone that holds the domain.' }),
    certificateArn: formed(
      /^arn:aws[a-z-]*:acm:[a-z0-9-]+:\d{12}:certificate\/[\w-]{1,64}$/,
      'certificate_arn',
      'Not the ARN of an ACM certificate.',
      'Copy it from Certificate Manager, or leave it empty.',
    )
      .nullable()
      .meta({
        title: 'Certificate',
        description: 'In the region of the stack, for *.<domain>. Empty: one is asked for and proven by DNS.',
      }),
    allowedCidrs: z
      .array(accessCidrSchema)
      .min(1, 'At least one block.')
      .max(40, 'At most 40 blocks.')
      .meta({ title: 'Who may reach the load balancer', description: 'IPv4 blocks. 0.0.0.0/0 means everyone.' }),
    machineAuth: z.enum(['key', 'jwt']).meta({
      title: 'How programs sign in',
      description: 'To the metadata service: a key in a header, or tokens of the identity provider.',
    }),
    oidc: oidcSchema.nullable().meta({ title: 'Identity provider', description: 'OpenID Connect.' }),
  })
  .superRefine((endpoint, context) => {
    for (const { field, ...issue } of endpointIssues(endpoint)) {
      context.addIssue({ code: 'custom', path: [field], ...issue });
    }
  });
export type Endpoint = z.infer<typeof endpointParametersSchema>;

export const portForward: Endpoint = {
  mode: 'port-forward',
  domain: null,
  zoneId: null,
  certificateArn: null,
  allowedCidrs: ['0.0.0.0/0'],
  machineAuth: 'key',
  oidc: null,
};

type EndpointFields = Pick<Endpoint, 'mode' | 'domain' | 'zoneId' | 'certificateArn' | 'oidc'>;

/** ACM's first name of a certificate takes 64 characters, and it is `*.<domain>`. */
const certifiedDomainMax = 62;

function endpointIssues({ mode, domain, zoneId, certificateArn, oidc }: EndpointFields) {
  if (mode === 'port-forward') return [];
  const issues: ({ field: 'domain' | 'zoneId' | 'oidc' } & ReturnType<typeof rule>)[] = [];
  if (domain === null) {
    issues.push({
      field: 'domain',
      ...rule(
        'endpoint_domain',
        'A load balancer needs a domain.',
        'Give one in your hosted zone, or use port-forward.',
      ),
    });
  }
  if (domain !== null && domain.length > certifiedDomainMax && certificateArn === null) {
    issues.push({
      field: 'domain',
      ...rule(
        'endpoint_domain_length',
        `ACM certifies domains of up to ${certifiedDomainMax} characters, and this has ${domain.length}.`,
        'Choose a shorter one, or give a certificate of your own.',
      ),
    });
  }
  if (zoneId === null) {
    issues.push({
      field: 'zoneId',
      ...rule(
        'endpoint_zone',
        'A load balancer needs a hosted zone.',
        'Give the id of the zone that holds the domain.',
      ),
    });
  }
  if (mode === 'alb-oidc' && oidc === null) {
    issues.push({
      field: 'oidc',
      ...rule('endpoint_oidc', 'This mode needs an identity provider.', 'Fill it in, or choose alb-cognito.'),
    });
  }
  return issues;
}

/** Where the services answer; null when nothing is opened to the outside. */
export function endpointHosts({ mode, domain }: Pick<Endpoint, 'mode' | 'domain'>) {
  if (mode === 'port-forward' || domain === null) return null;
  return { ui: `ui.${domain}`, argo: `argo.${domain}`, metadata: `metadata.${domain}` };
}
