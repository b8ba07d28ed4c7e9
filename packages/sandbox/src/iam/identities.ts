/** Reads roles, users and the policies that count for them from the objects that the aws provider stores. */
import type { CloudObject, ObjectStore } from '../store/objects.ts';
import { managedPolicyDocument } from './managedPolicies.ts';

export type Role = {
  name: string;
  arn: string;
  id: string;
  path: string;
  description?: string;
  trustPolicy: string;
  maxSessionSeconds: number;
  createdAt: string;
  permissionsBoundaryArn?: string;
  tags: Record<string, string>;
};

export type NamedPolicy = { name: string; arn?: string; document: string };

export interface Identities {
  role(account: string, name: string): Role | undefined;
  roles(account: string): Role[];
  /** When a user was made; undefined when there is none. */
  userCreatedAt(account: string, name: string): string | undefined;
  /** Inline policies of a role or user. */
  inlinePolicies(account: string, of: 'role' | 'user', name: string): NamedPolicy[];
  /** Managed policies attached to a role or user; AWS's own ones that we do not know have an empty document. */
  attachedPolicies(account: string, of: 'role' | 'user', name: string): NamedPolicy[];
  /** The document of a managed policy; undefined when it does not exist. */
  managedPolicy(account: string, arn: string): string | undefined;
  /** How many managed policies the account has made itself. */
  ownPolicies(account: string): number;
  oidcProviders(account: string): OidcProvider[];
  oidcProvider(account: string, issuer: string): OidcProvider | undefined;
  oidcProviderByArn(account: string, arn: string): OidcProvider | undefined;
}

export type OidcProvider = {
  arn: string;
  /** Issuer without `https://`. */
  url: string;
  clientIds: string[];
  thumbprints: string[];
  createdAt: string;
};

export function openIdentities(objects: ObjectStore): Identities {
  const global = (account: string, type: string) => objects.list({ account, scope: 'global', type });
  const providers = (account: string) => global(account, 'aws_iam_openid_connect_provider').map(toProvider);
  const identities: Identities = {
    role(account, name) {
      const found = objects.get({ account, scope: 'global', type: 'aws_iam_role', id: name });
      return found === undefined ? undefined : toRole(found);
    },
    roles(account) {
      return global(account, 'aws_iam_role').map(toRole);
    },
    inlinePolicies(account, of, name) {
      const own = global(account, `aws_iam_${of}_policy`).filter((object) => string(object, of) === name);
      const policies = own.map((object) => ({ name: string(object, 'name'), document: string(object, 'policy') }));
      const holder = objects.get({ account, scope: 'global', type: `aws_iam_${of}`, id: name });
      return [...policies, ...inlineBlocks(holder, policies)];
    },
    attachedPolicies(account, of, name) {
      const attached = global(account, `aws_iam_${of}_policy_attachment`).filter((o) => string(o, of) === name);
      return attached.map((object) => {
        const arn = string(object, 'policy_arn');
        return {
          name: arn.slice(arn.lastIndexOf('/') + 1),
          arn,
          document: identities.managedPolicy(account, arn) ?? '',
        };
      });
    },
    managedPolicy(account, arn) {
      const known = managedPolicyDocument(arn);
      if (known !== undefined) return known;
      const found = objects.get({ account, scope: 'global', type: 'aws_iam_policy', id: arn });
      return found === undefined ? undefined : string(found, 'policy');
    },
    userCreatedAt(account, name) {
      const user = objects.get({ account, scope: 'global', type: 'aws_iam_user', id: name });
      return user?.createdAt.replace(/\.\d+Z$/, 'Z');
    },
    ownPolicies: (account) => global(account, 'aws_iam_policy').length,
    oidcProviders: providers,
    oidcProvider(account, issuer) {
      return providers(account).find((provider) => provider.url === bareIssuer(issuer));
    },
    oidcProviderByArn(account, arn) {
      return providers(account).find((provider) => provider.arn === arn);
    },
  };
  return identities;
}

/** The issuer as IAM writes it in provider URLs, ARNs and condition keys. */
export function bareIssuer(issuer: string): string {
  return issuer.replace(/^https:\/\//, '').replace(/\/$/, '');
}

function inlineBlocks(holder: CloudObject | undefined, known: readonly NamedPolicy[]): NamedPolicy[] {
  const blocks = holder?.attributes.inline_policy;
  if (!Array.isArray(blocks)) return [];
  return blocks.flatMap((block: unknown) => {
    if (typeof block !== 'object' || block === null) return [];
    const { name, policy } = block as { name?: unknown; policy?: unknown };
    if (typeof name !== 'string' || typeof policy !== 'string' || policy === '') return [];
    return known.some((other) => other.name === name) ? [] : [{ name, document: policy }];
  });
}

function toRole(object: CloudObject): Role {
  const { attributes } = object;
  const description = string(object, 'description');
  const boundary = string(object, 'permissions_boundary');
  return {
    name: string(object, 'name') || object.id,
    arn: string(object, 'arn'),
    id: string(object, 'unique_id'),
    path: string(object, 'path') || '/',
    ...(description === '' ? {} : { description }),
    trustPolicy: string(object, 'assume_role_policy'),
    maxSessionSeconds: typeof attributes.max_session_duration === 'number' ? attributes.max_session_duration : 3600,
    createdAt: string(object, 'create_date') || object.createdAt,
    ...(boundary === '' ? {} : { permissionsBoundaryArn: boundary }),
    tags: tagsOf(attributes.tags_all ?? attributes.tags),
  };
}

function toProvider(object: CloudObject): OidcProvider {
  const { attributes } = object;
  return {
    arn: string(object, 'arn'),
    url: bareIssuer(string(object, 'url')),
    clientIds: stringList(attributes.client_id_list),
    thumbprints: stringList(attributes.thumbprint_list),
    createdAt: object.createdAt,
  };
}

function string(object: CloudObject, name: string): string {
  const value = object.attributes[name];
  return typeof value === 'string' ? value : '';
}

function stringList(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

function tagsOf(value: unknown): Record<string, string> {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}
