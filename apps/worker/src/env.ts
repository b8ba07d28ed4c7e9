import { resolve } from 'node:path';
import { AppError } from '@flowport/domain';
import type { EnvironmentSource } from '@flowport/terraform';
import { z } from 'zod';
import type { Outbound } from './notifications/deliverNotifications.ts';

/** 32 random bytes or more, in base 64: keys are derived from them. */
const secretSchema = z
  .string({ error: 'is not set' })
  .transform((text) => Buffer.from(text, 'base64'))
  .refine((bytes) => bytes.length >= 32, 'must be 32 random bytes or more in base64 (openssl rand -base64 32)');

const environmentSchema = z.object({
  DATABASE_URL: z.string({ error: 'is not set' }).regex(/^postgres(ql)?:\/\//, 'must begin with postgresql://'),
  FLOWPORT_SECRET: secretSchema,
  // As npm start has it: seen from where the worker is started, which is the root of the repository for npm run worker.
  FLOWPORT_DATA_DIR: z
    .string()
    .min(1)
    .default('.flowport')
    .transform((path) => resolve(path)),
  FLOWPORT_SANDBOX_FILE: z.string().min(1).optional(),
  FLOWPORT_WORKER_CONCURRENCY: z.coerce.number().int().min(1).max(50).default(2),
  FLOWPORT_PROVIDER_MIRROR: z.string().regex(/^\//, 'must be an absolute path').optional(),
  FLOWPORT_PLUGIN_CACHE: z.string().regex(/^\//, 'must be an absolute path').optional(),
  FLOWPORT_LEASE_SECONDS: z.coerce.number().int().min(3).max(600).optional(),
  FLOWPORT_DRAIN_SECONDS: z.coerce.number().int().min(0).max(86_400).default(3600),
  FLOWPORT_EXIT_WITH_STDIN: z.literal(['0', '1']).default('0'),
  FLOWPORT_URL: z
    .url({ protocol: /^https?$/, error: 'must be the portal’s address, as https://flowport.example.com' })
    .optional(),
  FLOWPORT_SMTP_URL: z.url({ protocol: /^smtps?$/, error: 'must begin with smtp:// or smtps://' }).optional(),
  FLOWPORT_MAIL_FROM: z
    .string()
    .regex(/^[^\r\n]+@[^\r\n]+$/, 'must be a sender, as Flowport <flowport@example.com>')
    .optional(),
  FLOWPORT_WEBHOOK_PRIVATE_ALLOWED: z.literal(['0', '1']).default('0'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
});

export type WorkerEnvironment = {
  databaseUrl: string;
  secret: Uint8Array;
  dataDir: string;
  sandboxFile: string | undefined;
  concurrency: number;
  mirrorDir: string | undefined;
  pluginCacheDir: string | undefined;
  /** How long a worker may be silent before its runs are taken over; the same for all workers of a portal. */
  leaseSeconds?: number;
  /** How long the runs under way may take to end by themselves after SIGTERM. */
  drainSeconds: number;
  exitWithStdin: boolean;
  outbound: Outbound;
  logLevel: string;
  /** Everything, for the allow list of the Terraform process. */
  source: EnvironmentSource;
};

/** @throws AppError `invalid_input` naming every variable that is wrong. */
export function readEnvironment(source: EnvironmentSource): WorkerEnvironment {
  const parsed = environmentSchema.safeParse(source);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`);
    throw new AppError('invalid_input', `The worker cannot start: ${problems.join('; ')}.`, { cause: parsed.error });
  }
  const { data } = parsed;
  return {
    databaseUrl: data.DATABASE_URL,
    secret: data.FLOWPORT_SECRET,
    dataDir: data.FLOWPORT_DATA_DIR,
    sandboxFile: data.FLOWPORT_SANDBOX_FILE,
    concurrency: data.FLOWPORT_WORKER_CONCURRENCY,
    mirrorDir: data.FLOWPORT_PROVIDER_MIRROR,
    pluginCacheDir: data.FLOWPORT_PLUGIN_CACHE,
    ...(data.FLOWPORT_LEASE_SECONDS === undefined ? {} : { leaseSeconds: data.FLOWPORT_LEASE_SECONDS }),
    drainSeconds: data.FLOWPORT_DRAIN_SECONDS,
    exitWithStdin: data.FLOWPORT_EXIT_WITH_STDIN === '1',
    outbound: {
      mail: mailSettings(data),
      webhooks: {
        loopback: data.FLOWPORT_SANDBOX_FILE !== undefined,
        private: data.FLOWPORT_WEBHOOK_PRIVATE_ALLOWED === '1',
      },
      portalUrl: data.FLOWPORT_URL,
    },
    logLevel: data.LOG_LEVEL,
    source,
  };
}

/** @throws AppError `invalid_input` for one without the other. */
function mailSettings(data: z.output<typeof environmentSchema>): Outbound['mail'] {
  const { FLOWPORT_SMTP_URL: smtpUrl, FLOWPORT_MAIL_FROM: from } = data;
  if (smtpUrl === undefined && from === undefined) return undefined;
  if (smtpUrl !== undefined && from !== undefined) return { smtpUrl, from };
  throw new AppError('invalid_input', 'The worker cannot start: FLOWPORT_SMTP_URL and FLOWPORT_MAIL_FROM go together.');
}
