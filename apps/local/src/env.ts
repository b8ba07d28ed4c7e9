import { isAbsolute, join } from 'node:path';
import { z } from 'zod';
import { root } from './root.ts';

const environmentSchema = z.object({
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  FLOWPORT_PORT: z.coerce.number().int().min(1).max(65535).default(3000),
  FLOWPORT_DATA_DIR: z
    .string()
    .min(1)
    .default('.flowport')
    .transform((path) => (isAbsolute(path) ? path : join(root, path))),
  PATH: z.string().default(''),
});

export type LocalEnvironment = {
  databaseUrl: string | undefined;
  port: number;
  dataDir: string;
  path: string;
  /** What the children inherit beside what the launcher tells them: no secret of the caller's shell. */
  inherited: Record<string, string>;
};

/** What `npm run web` looks at itself; the portal reads the rest. */
const webEnvironmentSchema = z.object({
  DATABASE_URL: z.url({
    protocol: /^postgres(ql)?$/,
    error: 'must be set, as postgresql://user:password@host/database',
  }),
  FLOWPORT_PORT: environmentSchema.shape.FLOWPORT_PORT,
  /** The portal speaks HTTP: whoever lets it listen elsewhere than on this machine puts a proxy with TLS in front. */
  FLOWPORT_HOST: z.string().min(1).default('127.0.0.1'),
});

/** @throws Error naming every variable that is missing or wrong. */
export function readWebEnvironment(): { databaseUrl: string; port: number; host: string } {
  const { success, data, error } = webEnvironmentSchema.safeParse(process.env);
  if (!success) {
    const wrong = error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`);
    throw new Error(`The portal cannot start: ${wrong.join('; ')}.`);
  }
  return { databaseUrl: data.DATABASE_URL, port: data.FLOWPORT_PORT, host: data.FLOWPORT_HOST };
}

const inheritedNames = [
  'PATH',
  'HOME',
  'USER',
  'LANG',
  'LC_ALL',
  'TZ',
  'TMPDIR',
  'HTTPS_PROXY',
  'HTTP_PROXY',
  'NO_PROXY',
  'https_proxy',
  'http_proxy',
  'no_proxy',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'NODE_EXTRA_CA_CERTS',
  'LOG_LEVEL',
  'FLOWPORT_PROVIDER_MIRROR',
  'FLOWPORT_PLUGIN_CACHE',
  'FLOWPORT_WORKER_CONCURRENCY',
  'FLOWPORT_LEASE_SECONDS',
  'FLOWPORT_SMTP_URL',
  'FLOWPORT_MAIL_FROM',
  'FLOWPORT_WEBHOOK_PRIVATE_ALLOWED',
  'AWS_PROFILE',
  'AWS_REGION',
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_CONFIG_FILE',
  'AWS_SHARED_CREDENTIALS_FILE',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_ROLE_ARN',
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
  'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE',
  'FLOWPORT_OIDC_NAME',
  'FLOWPORT_OIDC_DISCOVERY_URL',
  'FLOWPORT_OIDC_CLIENT_ID',
  'FLOWPORT_OIDC_CLIENT_SECRET',
  'FLOWPORT_TRUSTED_ORIGINS',
  'FLOWPORT_TRUSTED_PROXIES',
];

/** @throws a zod error that names the variable. */
export function readEnvironment(): LocalEnvironment {
  const parsed = environmentSchema.safeParse(process.env);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new Error(`The variable ${issue?.path.join('.')} is not usable: ${issue?.message}. Correct or unset it.`);
  }
  const { DATABASE_URL, FLOWPORT_PORT, FLOWPORT_DATA_DIR, PATH } = parsed.data;
  const inherited = Object.fromEntries(
    inheritedNames.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name] ?? '']])),
  );
  return { databaseUrl: DATABASE_URL, port: FLOWPORT_PORT, dataDir: FLOWPORT_DATA_DIR, path: PATH, inherited };
}
