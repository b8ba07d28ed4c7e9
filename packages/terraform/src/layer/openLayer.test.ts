import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { AppError } from '@flowport/domain';
import { expect, test } from 'vitest';
import { allowedEnvironment } from '../binary/environment.ts';
import type { TerraformEvent } from '../stream/event.ts';
import type { LogLine } from '../stream/logLine.ts';
import { fakeProgram, temporaryDirectory } from '../testing/fakeTerraform.ts';
import { openWorkdir } from '../workdir/workdir.ts';
import { openLayer } from './openLayer.ts';
import type { LayerOptions, TerraformSettings } from './session.ts';

/** A session on a fake Terraform: a script that sees `args`, `say(message)` and `process`. */
async function fakeLayer(
  script: string,
  options: Partial<LayerOptions> = {},
  settings: Partial<TerraformSettings> = {},
) {
  const path = await fakeProgram(`
    const args = process.argv.slice(2);
    const say = (message) => process.stdout.write(JSON.stringify({ '@level': 'info', '@message': '', ...message }) + '\\n');
    ${script}`);
  const workdir = await openWorkdir(await temporaryDirectory());
  await workdir.writeLayer('foundation', '{}');
  const lines: LogLine[] = [];
  const events: TerraformEvent[] = [];
  const session = openLayer({
    settings: {
      binary: { path, flavour: 'terraform', version: '1.11.4' },
      environment: allowedEnvironment({}, {}),
      ...settings,
    },
    workdir,
    layer: 'foundation',
    workspace: 'churn',
    signal: new AbortController().signal,
    onLog: (line) => lines.push(line),
    onEvent: (event) => events.push(event),
    ...options,
  });
  const log = () => lines.map((line) => stripVTControlCharacters(line.text)).join('\n');
  return {
    session,
    workdir,
    lines,
    events,
    log,
    apply: () => session.apply({ planFile: workdir.planFile('foundation') }),
  };
}

const tell = 'console.log(JSON.stringify({ args, env: process.env, cwd: process.cwd() }))';

async function told(
  act: (fake: Awaited<ReturnType<typeof fakeLayer>>) => Promise<unknown>,
  settings?: Partial<TerraformSettings>,
) {
  const fake = await fakeLayer(tell, {}, settings);
  await act(fake);
  return { ...fake, told: JSON.parse(fake.log()) as { args: string[]; env: Record<string, string>; cwd: string } };
}

test('init runs in the workspace that always exists, everything else in that of the stack', async () => {
  const init = await told(({ session }) => session.init());
  expect(init.told.args).toEqual(['init', '-json', '-input=false']);
  expect(init.told.env).toMatchObject({ TF_WORKSPACE: 'default' });
  const existing = await told(({ session }) => session.init({ state: 'present' }));
  expect(existing.told.env).toMatchObject({ TF_WORKSPACE: 'churn' });
  const apply = await told((fake) => fake.apply());
  expect(apply.told.args).toEqual(['apply', '-json', '-input=false', apply.workdir.planFile('foundation')]);
  expect(apply.told.env).toMatchObject({ TF_WORKSPACE: 'churn' });
});

test('the process sees the run directory as its home and nothing of ours', async () => {
  const { told: seen, workdir } = await told((fake) => fake.apply());
  expect(seen.cwd).toBe(workdir.directory('foundation'));
  expect(seen.env).toEqual({
    HOME: workdir.root,
    TF_DATA_DIR: join(workdir.directory('foundation'), '.terraform'),
    TF_CLI_CONFIG_FILE: join(workdir.directory('foundation'), '.terraformrc'),
    TF_WORKSPACE: 'churn',
    TF_IN_AUTOMATION: '1',
    TF_INPUT: '0',
    CHECKPOINT_DISABLE: '1',
  });
});

test('backend settings go by file, not by argument', async () => {
  const { told: seen, workdir } = await told(({ session }) =>
    session.init({ backendConfig: { bucket: 'states', encrypt: true } }),
  );
  const file = join(workdir.directory('foundation'), 'backend.json');
  expect(seen.args).toEqual(['init', '-json', '-input=false', `-backend-config=${file}`]);
  expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({ bucket: 'states', encrypt: true });
});

test('a provider mirror is the only source, a plugin cache is created and named', async () => {
  const cache = join(await temporaryDirectory(), 'cache');
  const mirror = '/srv/a "mirror"';
  const { told: seen } = await told(({ session }) => session.init(), { mirrorDir: mirror, pluginCacheDir: cache });
  expect(seen.env).toMatchObject({ TF_PLUGIN_CACHE_DIR: cache });
});

test('messages that arrive byte by byte are read as messages', async () => {
  const { apply, events } = await fakeLayer(`
    const line = JSON.stringify({ '@message': 'ä😀', type: 'apply_complete', hook: { resource: { addr: 'a.b' }, action: 'create', id_key: 'id', id_value: 'ä😀' } }) + '\\n';
    const { writeSync } = require('node:fs');
    for (const byte of Buffer.from(line)) writeSync(1, Buffer.from([byte]));`);
  const outcome = await apply();
  expect(events).toHaveLength(1);
  expect(outcome.applied).toMatchObject([{ address: 'a.b', action: 'create', idKey: 'id', idValue: 'ä😀' }]);
});

test('30 MB in one line, text between messages and a missing last line end are no trouble', async () => {
  const { apply, lines, events } = await fakeLayer(`
    for (let i = 0; i < 30; i += 1) process.stdout.write('x'.repeat(1024 * 1024));
    process.stdout.write('\\n');
    console.log('text between');
    say({ type: 'change_summary', changes: { operation: 'apply', add: 1, change: 0, remove: 0 } });
    process.stderr.write('complaint without end');`);
  expect((await apply()).summary).toEqual({ add: 1, change: 0, remove: 0, import: 0 });
  expect(events.map((event) => event.type)).toEqual(['change_summary']);
  expect(lines.filter((line) => line.text.startsWith('x')).reduce((sum, line) => sum + line.text.length, 0)).toBe(
    30 * 1024 * 1024,
  );
  expect(lines.map((line) => line.text)).toEqual(expect.arrayContaining(['text between', 'complaint without end']));
});

test('an apply that is canceled may finish, and is told as canceled', async () => {
  const abort = new AbortController();
  const { apply, events } = await fakeLayer(
    `process.on('SIGINT', () => {
       say({ type: 'apply_complete', hook: { resource: { addr: 'a.b' }, action: 'create' } });
       say({ '@level': 'error', type: 'diagnostic', diagnostic: { severity: 'error', summary: 'execution halted' } });
       process.exitCode = 1; clearInterval(timer);
     });
     const timer = setInterval(() => {}, 1000);
     say({ type: 'apply_start', hook: { resource: { addr: 'a.b' }, action: 'create' } });`,
    { signal: abort.signal, onEvent: (event) => event.type === 'apply_start' && abort.abort() },
  );
  await expect(apply()).rejects.toMatchObject({
    code: 'canceled',
    publicMessage: 'Canceled while applying foundation.',
  });
  expect(events).toEqual([]);
});

test('an apply that ends well in spite of the cancel has been applied', async () => {
  const abort = new AbortController();
  const { apply, session } = await fakeLayer(
    "process.on('SIGINT', () => process.exit(0)); setInterval(() => {}, 1000); say({ type: 'version', ui: '1.2' })",
    { signal: abort.signal, onEvent: () => abort.abort() },
  );
  await expect(apply()).resolves.toMatchObject({ applied: [] });
  await expect(session.output()).rejects.toMatchObject({ code: 'canceled' });
});

test('a worker that lost its lease kills, and gets its own error back', async () => {
  const kill = new AbortController();
  const lost = new AppError('lease_lost', 'Another worker has taken over.');
  const { apply } = await fakeLayer(
    "process.on('SIGINT', () => {}); setInterval(() => {}, 1000); say({ type: 'version', ui: '1.2' })",
    {
      killSignal: kill.signal,
      onEvent: () => kill.abort(lost),
    },
  );
  await expect(apply()).rejects.toBe(lost);
});

test('a journal that can not be written interrupts the apply, and its error is told', async () => {
  const broken = new Error('journal is gone');
  const { apply } = await fakeLayer(
    "process.on('SIGINT', () => process.exit(0)); setInterval(() => {}, 1000); say({ type: 'version', ui: '1.2' })",
    {
      onEvent: () => {
        throw broken;
      },
    },
  );
  await expect(apply()).rejects.toBe(broken);
});

test('a crash is told with its last words', async () => {
  const { apply } = await fakeLayer("console.error('panic: runtime error'); process.exit(11)");
  await expect(apply()).rejects.toMatchObject({
    code: 'terraform_failed',
    publicMessage: 'While applying foundation: Terraform ended with status 11 and said: panic: runtime error.',
  });
});

test('credentials that a provider prints are hidden in log and error', async () => {
  const { apply, log } = await fakeLayer(
    'console.log(process.env.AWS_SESSION_TOKEN); process.exit(1)',
    {},
    { environment: allowedEnvironment({}, { AWS_SESSION_TOKEN: 'FwoGZXIvYXdzEJr' }) },
  );
  await expect(apply()).rejects.toMatchObject({ publicMessage: expect.not.stringContaining('FwoGZXIvYXdzEJr') });
  expect(log()).toBe('(hidden)');
});

test('what a document holds is never logged', async () => {
  const { session, log } = await fakeLayer(
    'console.log(JSON.stringify({ password: { value: "secret", sensitive: true } }))',
  );
  expect(await session.output()).toEqual({ password: { value: 'secret', sensitive: true } });
  expect(log()).toBe('');
});

test('an answer that is no JSON, or of another form, is refused without quoting it', async () => {
  for (const answer of ['secret', '{"password":"secret"}']) {
    const { session } = await fakeLayer(`console.log(${JSON.stringify(answer)})`);
    const refused = await session.output().catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'terraform_failed' });
    expect(refused).toMatchObject({ publicMessage: expect.not.stringContaining('secret') });
  }
});

test('two layers do not install into one plugin cache at once', async () => {
  const pluginCacheDir = await temporaryDirectory();
  const script = `
    const { mkdirSync, rmdirSync } = require('node:fs');
    const mine = process.env.TF_PLUGIN_CACHE_DIR + '/busy';
    mkdirSync(mine); setTimeout(() => rmdirSync(mine), 50);`;
  const fakes = await Promise.all([1, 2, 3].map(() => fakeLayer(script, {}, { pluginCacheDir })));
  await Promise.all(fakes.map(({ session }) => session.init()));
});
