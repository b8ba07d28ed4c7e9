import { readFile } from 'node:fs/promises';
import { addMember, type Database, ensureTarget, ensureTeam, openDatabase, randomIds, setRole } from '@flowport/db';
import { regionSchema, roleSchema } from '@flowport/domain';
import { z } from 'zod';
import { type Auth, createAuth } from '../auth/createAuth.ts';
import { passwordCharactersMin } from '../auth/settings.ts';
import type { Logger } from '../context.ts';

const signInSchema = z.object({
  email: z.email(),
  password: z.string().min(passwordCharactersMin),
  role: roleSchema,
  team: z.string().nullable(),
});

const seedInputSchema = z.object({
  databaseUrl: z.string(),
  secret: z.string(),
  url: z.url(),
  /** The sandbox's own description of itself; without one no target is made. */
  sandboxFile: z.string().nullable().default(null),
  signIns: z.array(signInSchema),
});
export type SeedInput = z.input<typeof seedInputSchema>;

const sandboxSchema = z.object({
  account: z.string(),
  region: regionSchema,
  stateBucket: z.string(),
  deployerRoleArn: z.string(),
  externalId: z.string(),
});

const teams = [
  { slug: 'vision', name: 'Vision' },
  { slug: 'forecasting', name: 'Forecasting' },
];

/**
 * What a fresh portal needs to be tried: two teams, the given accounts and the sandbox as a target. Safe to repeat:
 * what is there is brought up to date, so that the printed passwords open the accounts and the target names the roles
 * and the bucket that the sandbox has now.
 */
export async function seedPortal(input: SeedInput): Promise<void> {
  const { databaseUrl, secret, url, sandboxFile, signIns } = seedInputSchema.parse(input);
  const db = await openDatabase({ url: databaseUrl, poolMax: 4 });
  try {
    const auth = createAuth({ db, logger: quiet, settings: { secret, origin: url } });
    await seedTeams(db);
    await Promise.all(signIns.map((signIn) => seedAccount({ db, auth }, signIn)));
    if (sandboxFile !== null) await seedSandbox(db, sandboxFile);
  } finally {
    await db.close();
  }
}

async function seedTeams(db: Database): Promise<void> {
  for (const team of teams) await ensureTeam(db, { ...team, now: new Date(), ids: randomIds });
}

async function seedAccount(
  { db, auth }: { db: Database; auth: Auth },
  { email, password, role, team }: z.output<typeof signInSchema>,
): Promise<void> {
  const { userId } = await auth.ensureAccount({ email, name: nameOf(email), password });
  await setRole(db, { userId, role });
  if (team === null) return;
  const name = teams.find(({ slug }) => slug === team)?.name ?? team;
  const { id: teamId } = await ensureTeam(db, { slug: team, name, now: new Date(), ids: randomIds });
  await addMember(db, { teamId, userId, now: new Date(), ids: randomIds });
}

async function seedSandbox(db: Database, file: string): Promise<void> {
  const sandbox = sandboxSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  await ensureTarget(db, {
    name: 'Sandbox',
    kind: 'sandbox',
    account: sandbox.account,
    region: sandbox.region,
    deployerRoleArn: sandbox.deployerRoleArn,
    planRoleArn: null,
    externalId: sandbox.externalId,
    backend: {
      bucket: sandbox.stateBucket,
      region: sandbox.region,
      workspaceKeyPrefix: 'stacks',
      kmsKeyId: null,
      usePathStyle: true,
    },
    selfApproval: false,
    now: new Date(),
    ids: randomIds,
  });
}

/** rita@flowport.local is Rita. */
function nameOf(email: string): string {
  const [local = email] = email.split('@');
  return local.charAt(0).toUpperCase() + local.slice(1);
}

/** A seed that goes wrong throws; better-auth's remarks on the way are nobody's business. */
const quiet: Logger = { error: () => {}, warn: () => {}, info: () => {} };
