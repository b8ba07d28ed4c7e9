import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStage, type Stage } from '../../../worker/src/testing/stage.ts';
import { root } from '../root.ts';
import { breakGlassScript } from './script.ts';
import { findStack, storedFacts } from './storedFacts.ts';
import { writeLayers } from './writeLayers.ts';

/** The very commands that are printed, run by bash against the sandbox; the tests follow one another. */
let stage: Stage;
let stackId = '';
let home = '';
const slug = 'glass';

beforeAll(async () => {
  stage = await openStage();
  home = await mkdtemp(join(tmpdir(), 'flowport-glass-'));
  const worker = await stage.startWorker();
  const requested = await stage.request(slug);
  stackId = requested.stackId;
  await stage.reached(requested.runId, ['awaiting_approval']);
  await stage.approve(requested.runId);
  await stage.reached(requested.runId, ['succeeded']);
  await worker.stop();
});
afterAll(async () => {
  await stage.close();
  await rm(home, { recursive: true, force: true });
});

const bash = async (script: string) => {
  const environment = { PATH: process.env.PATH, HOME: home, TMPDIR: process.env.TMPDIR };
  const child = promisify(execFile)('bash', ['-euo', 'pipefail', '-c', script], {
    cwd: home,
    env: Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== undefined)),
    maxBuffer: 64 * 1024 * 1024,
  });
  return (await child).stdout;
};

const flowport = async (args: string[], env: Record<string, string> = {}) => {
  const main = join(root, 'apps/local/src/flowport.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [main, ...args], {
    env: { PATH: process.env.PATH ?? '', ...env },
  });
  return stdout;
};

const retention = async () => {
  const { objects } = JSON.parse(JSON.stringify(await stage.sandbox.control('GET /objects?type=aws_db_instance')));
  return objects[0];
};

test('without database and portal, what is said in the command is enough: it ends with an empty plan', async () => {
  const { account, scope, type, id } = await retention();
  await stage.sandbox.control('PATCH /objects', {
    account,
    scope,
    type,
    id,
    attributes: { backup_retention_period: 9 },
  });
  const script = await flowport([
    'break-glass',
    slug,
    '--bucket',
    stage.target.backend.bucket,
    '--region',
    stage.target.backend.region,
    '--prefix',
    stage.target.backend.workspaceKeyPrefix,
    '--sandbox',
    stage.sandbox.file,
  ]);
  const said = await bash(script);
  expect(said).toContain('backup_retention_period');
  expect(said.match(/No changes\./g)?.length).toBeGreaterThanOrEqual(3);
  expect((await retention()).attributes.backup_retention_period).not.toBe(9);
  expect((await stage.bucket(slug)).locks).toEqual([]);
  expect(await readdir(home)).not.toContain(`flowport-${slug}`);
});

test('the facts of the database print the same commands', async () => {
  const stored = await findStack(stage.db, slug);
  const script = breakGlassScript(storedFacts(stored, stage.sandbox.file, 'what was said in the command'));
  const { bucket, region, workspaceKeyPrefix } = stage.target.backend;
  const places = ['--bucket', bucket, '--region', region, '--prefix', workspaceKeyPrefix];
  expect(script).toBe(await flowport(['break-glass', slug, ...places, '--sandbox', stage.sandbox.file]));
  await expect(findStack(stage.db, 'unknown')).rejects.toMatchObject({ code: 'not_found' });
});

test('the layers that are written from the database are those that were applied', async () => {
  const out = join(home, 'written');
  const files = await writeLayers(await findStack(stage.db, slug), out);
  const script = breakGlassScript(storedFacts(await findStack(stage.db, slug), stage.sandbox.file, 'the database'));
  // Up to the configurations, so that they can be compared.
  await bash(script.slice(0, script.indexOf('# 3.')));
  for (const file of files) {
    const kept = join(home, `flowport-${slug}`, file.slice(out.length + 1));
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual(JSON.parse(await readFile(kept, 'utf8')));
  }
});

test('the next run of the portal goes on from there', async () => {
  await stage.startWorker();
  const runId = await stage.change(stackId);
  await stage.reached(runId, ['no_changes']);
  expect((await stage.stack(stackId)).status).toBe('ready');
});

test('a wrong call says how it is meant', async () => {
  await expect(flowport(['break-glass'])).rejects.toMatchObject({ stderr: expect.stringContaining('Usage') });
  await expect(flowport(['break-glass', slug], { FLOWPORT_DATA_DIR: home })).rejects.toMatchObject({
    stderr: expect.stringContaining('There is no database to ask'),
  });
});
