import { z } from 'zod';

const list = z
  .string()
  .transform((text) => text.split(',').map((item) => item.trim()))
  .pipe(z.array(z.string().min(1)));

/** An OpenID Connect provider to sign in with: all of these, or none. */
const oidcSchema = z.object({
  FLOWPORT_OIDC_NAME: z.string().min(1),
  FLOWPORT_OIDC_DISCOVERY_URL: z.url({ protocol: /^https?$/ }),
  FLOWPORT_OIDC_CLIENT_ID: z.string().min(1),
  FLOWPORT_OIDC_CLIENT_SECRET: z.string().min(1),
});

const environmentSchema = z.object({
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/, error: 'expected postgres://user:password@host:5432/database' }),
  FLOWPORT_SECRET: z
    .base64({ error: 'expected 32 random bytes or more in base64 (openssl rand -base64 32)' })
    .refine((text) => Buffer.from(text, 'base64').length >= 32, 'expected 32 random bytes or more in base64'),
  FLOWPORT_URL: z.url({ protocol: /^https?$/, error: 'expected the public address, as https://flowport.example.com' }),
  FLOWPORT_SANDBOX_FILE: z.string().min(1).optional(),
  /** Further origins of the same portal, such as an address behind a proxy. */
  FLOWPORT_TRUSTED_ORIGINS: list.optional(),
  /** Addresses or CIDR blocks of the proxies in front, so that the limit on sign-ins counts clients and not the proxy. */
  FLOWPORT_TRUSTED_PROXIES: list.optional(),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
});

export type Environment = {
  databaseUrl: string;
  secret: string;
  url: string;
  sandboxFile: string | undefined;
  trustedOrigins: readonly string[] | undefined;
  trustedProxies: readonly string[] | undefined;
  oidc: { name: string; discoveryUrl: string; clientId: string; clientSecret: string } | undefined;
  logLevel: string;
};

let parsed: Environment | undefined;

/**
 * The environment of the portal; nothing else reads `process.env`. Parsed at the start of the server rather than at
 * import, so that `next build` needs none of it.
 * @throws Error naming every variable that is missing or wrong, never its value.
 */
export function environment(): Environment {
  parsed ??= readEnvironment(process.env);
  return parsed;
}

export function readEnvironment(source: Readonly<Record<string, string | undefined>>): Environment {
  const result = environmentSchema.safeParse(source);
  const oidc = source.FLOWPORT_OIDC_NAME === undefined ? undefined : oidcSchema.safeParse(source);
  const issues = [...(result.error?.issues ?? []), ...(oidc?.error?.issues ?? [])];
  if (!result.success || issues.length > 0) {
    const wrong = issues.map((issue) => `${issue.path.join('.')} ${issue.message}`);
    throw new Error(`The portal cannot start: ${wrong.join('; ')}.`);
  }
  const { data } = result;
  return {
    databaseUrl: data.DATABASE_URL,
    secret: data.FLOWPORT_SECRET,
    url: data.FLOWPORT_URL,
    sandboxFile: data.FLOWPORT_SANDBOX_FILE,
    trustedOrigins: data.FLOWPORT_TRUSTED_ORIGINS,
    trustedProxies: data.FLOWPORT_TRUSTED_PROXIES,
    oidc: oidc?.data
      ? {
          name: oidc.data.FLOWPORT_OIDC_NAME,
          discoveryUrl: oidc.data.FLOWPORT_OIDC_DISCOVERY_URL,
          clientId: oidc.data.FLOWPORT_OIDC_CLIENT_ID,
          clientSecret: oidc.data.FLOWPORT_OIDC_CLIENT_SECRET,
        }
      : undefined,
    logLevel: data.LOG_LEVEL,
  };
}

export const isDevelopment = process.env.NODE_ENV === 'development';
