import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openDatabase } from '@flowport/db';
import { startEmbeddedPostgres } from '@flowport/db/embedded';
import { AppError, slugSchema, stateBackendSchema } from '@flowport/domain';
import { type BreakGlassFacts, breakGlassScript } from './breakGlass/script.ts';
import { findStack, type StoredStack, storedFacts } from './breakGlass/storedFacts.ts';
import { writeLayers } from './breakGlass/writeLayers.ts';
import { readEnvironment } from './env.ts';

/** `npm run flowport -- …`: what is done from a terminal beside the portal, and without it. */
const usage = `Usage: npm run flowport -- break-glass SLUG [--target NAME] [--out DIR]
       npm run flowport -- break-glass SLUG --bucket NAME --region REGION --prefix PREFIX (--role ARN --external-id ID | --sandbox FILE)`;

async function main(): Promise<number> {
  try {
    const { positionals, values } = readArguments();
    const [command, slug = ''] = positionals;
    if (command !== 'break-glass' || positionals.length !== 2) throw new AppError('invalid_input', usage);
    if (!slugSchema.safeParse(slug).success) {
      throw new AppError('invalid_input', `"${slug}" cannot be the name of a stack.\n${usage}`);
    }
    if (values.bucket !== undefined) {
      process.stdout.write(breakGlassScript(givenFacts(slug, values)));
      return 0;
    }
    const sandboxFile = values.sandbox ?? join(readEnvironment().dataDir, 'sandbox', 'sandbox.json');
    const { stored, source } = await readStored(slug, values.target);
    process.stdout.write(breakGlassScript(storedFacts(stored, sandboxFile, source)));
    if (values.out !== undefined) {
      for (const file of await writeLayers(stored, values.out)) process.stderr.write(`Wrote ${file}\n`);
    }
    return 0;
  } catch (error) {
    process.stderr.write(`${error instanceof AppError ? error.publicMessage : String(error)}\n`);
    return 1;
  }
}

type Values = ReturnType<typeof readArguments>['values'];

function readArguments() {
  try {
    const text = { type: 'string' } as const;
    return parseArgs({
      allowPositionals: true,
      options: {
        target: text,
        out: text,
        bucket: text,
        region: text,
        prefix: text,
        role: text,
        'external-id': text,
        sandbox: text,
      },
    });
  } catch (cause) {
    throw new AppError('invalid_input', `${cause instanceof Error ? cause.message : cause}\n${usage}`, { cause });
  }
}

/** For when the database is gone as well: everything is said in the command. */
function givenFacts(slug: string, values: Values): BreakGlassFacts {
  const { bucket, region, prefix, role, sandbox } = values;
  const backend = stateBackendSchema.safeParse({ bucket, region, workspaceKeyPrefix: prefix });
  if (!backend.success) {
    const issue = backend.error.issues[0];
    throw new AppError('invalid_input', `--${issue?.path.join('.')}: ${issue?.message}\n${usage}`);
  }
  const source = 'what was said in the command';
  const shared = { slug, region: backend.data.region, backend: backend.data, source };
  if (sandbox !== undefined) return { ...shared, cloud: { kind: 'sandbox', file: sandbox } };
  const externalId = values['external-id'];
  if (role === undefined || externalId === undefined) {
    throw new AppError('invalid_input', `The role to become is missing.\n${usage}`);
  }
  return { ...shared, cloud: { kind: 'aws', roleArn: role, externalId } };
}

/** From DATABASE_URL, or from the embedded database, which is started for as long as that takes. */
async function readStored(slug: string, target?: string): Promise<{ stored: StoredStack; source: string }> {
  const { databaseUrl, dataDir } = readEnvironment();
  if (databaseUrl !== undefined) return { stored: await read(databaseUrl, slug, target), source: 'the database' };
  const postgres = join(dataDir, 'postgres');
  if (!(await isPresent(postgres))) {
    throw new AppError(
      'not_found',
      `There is no database to ask: DATABASE_URL is not set, and ${postgres} is not there. Say where the stack is:\n${usage}`,
    );
  }
  const server = await startEmbeddedPostgres({ dataDir: postgres, log: () => undefined });
  try {
    return { stored: await read(server.url, slug, target), source: `the database in ${postgres}` };
  } finally {
    await server.stop();
  }
}

async function read(url: string, slug: string, target?: string): Promise<StoredStack> {
  const db = await openDatabase({ url });
  try {
    return await findStack(db, slug, target);
  } finally {
    await db.close();
  }
}

async function isPresent(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

process.exitCode = await main();
