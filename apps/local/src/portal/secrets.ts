import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { roleSchema } from '@flowport/domain';
import { z } from 'zod';

const signInSchema = z.object({
  email: z.string(),
  password: z.string(),
  role: roleSchema,
  team: z.string().nullable(),
});
export type SignIn = z.infer<typeof signInSchema>;

const secretsSchema = z.object({ secret: z.string(), signIns: z.array(signInSchema) });

const accounts: Omit<SignIn, 'password'>[] = [
  { email: 'rita@flowport.local', role: 'requester', team: 'vision' },
  { email: 'arno@flowport.local', role: 'approver', team: null },
  { email: 'ada@flowport.local', role: 'admin', team: null },
  { email: 'otto@flowport.local', role: 'auditor', team: null },
];

/**
 * The portal's secret and the passwords of the seeded accounts: made at the first start and kept in the data directory,
 * readable by its owner only.
 */
export async function loadSecrets(dataDir: string): Promise<z.infer<typeof secretsSchema>> {
  const file = join(dataDir, 'secrets.json');
  try {
    return secretsSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw cause;
  }
  const secrets = {
    secret: randomBytes(32).toString('base64'),
    signIns: accounts.map((account) => ({ ...account, password: randomBytes(9).toString('base64url') })),
  };
  await writeFile(file, JSON.stringify(secrets, null, 2), { mode: 0o600, flag: 'wx' });
  return secrets;
}
