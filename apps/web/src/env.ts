import { z } from 'zod';

/** The only place of the portal that reads `process.env`. */
const environmentSchema = z.object({
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/, error: 'Expected postgres://user:password@host:5432/database.' }),
  FLOWPORT_SECRET: z
    .base64({ error: 'Expected base64.' })
    .refine((text) => Buffer.from(text, 'base64').length >= 32, 'Expected 32 random bytes or more, as base64.'),
  FLOWPORT_URL: z.url({ protocol: /^https?$/, error: 'Expected the public address, as https://flowport.example.com.' }),
  FLOWPORT_PORT: z.coerce.number().int().min(1).max(65_535).default(3000),
  FLOWPORT_DATA_DIR: z.string().min(1).optional(),
  FLOWPORT_SANDBOX_FILE: z.string().min(1).optional(),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
});
export type Environment = z.infer<typeof environmentSchema>;

let parsed: Environment | undefined;

/**
 * Parsed at the first request rather than at import, so that `next build` needs no environment.
 * @throws Error naming every variable that is missing or wrong; values are never part of it.
 */
export function environment(): Environment {
  if (parsed) return parsed;
  const result = environmentSchema.safeParse(process.env);
  if (!result.success) {
    const wrong = result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new Error(`The environment of the portal is not complete.\n  ${wrong.join('\n  ')}`);
  }
  parsed = result.data;
  return parsed;
}

export const isDevelopment = process.env.NODE_ENV === 'development';
