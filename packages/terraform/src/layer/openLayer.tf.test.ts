// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are Terraform's templates.
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { layerPlanSchema, noCounts } from '@flowport/domain';
import { beforeAll, expect, test } from 'vitest';
import { allowedEnvironment } from '../binary/environment.ts';
import { findTerraform, type TerraformBinary } from '../binary/findTerraform.ts';
import type { TerraformEvent } from '../stream/event.ts';
import { nextProgress, noProgress } from '../stream/progress.ts';
import { temporaryDirectory } from '../testing/fakeTerraform.ts';
import { openWorkdir, type Workdir } from '../workdir/workdir.ts';
import { stateLockOf } from './failure.ts';
import { openLayer } from './openLayer.ts';
import type { LayerOptions } from './session.ts';

let binary: TerraformBinary;
beforeAll(async () => {
  binary = await findTerraform(process.env.PATH);
});

/** A store of states that several workdirs share, as several workers share a bucket. */
const sharedStates = async () => join(await temporaryDirectory(), 'states');

/** `terraform_data` is built into Terraform: real plans without any provider. */
function configuration(states: string, resources: object, more: object = {}): string {
  return JSON.stringify(
    {
      terraform: { backend: { local: { path: join(states, 'foundation.tfstate'), workspace_dir: states } } },
      ...(Object.keys(resources).length === 0 ? {} : { resource: { terraform_data: resources } }),
      ...more,
    },
    null,
    2,
  );
}

async function realLayer(options: Partial<LayerOptions> & { workdir?: Workdir } = {}) {
  const workdir = options.workdir ?? (await openWorkdir(await temporaryDirectory()));
  const log: string[] = [];
  const events: TerraformEvent[] = [];
  const session = openLayer({
    settings: { binary, environment: allowedEnvironment({ PATH: process.env.PATH }, {}) },
    workdir,
    layer: 'foundation',
    workspace: 'churn',
    signal: new AbortController().signal,
    onLog: (line) => log.push(stripVTControlCharacters(line.text)),
    onEvent: (event) => events.push(event),
    ...options,
  });
  return { session, workdir, events, log, write: (json: string) => workdir.writeLayer('foundation', json) };
}

test('a layer lives: planned, applied, unchanged, updated, replaced, destroyed', async () => {
  const states = await sharedStates();
  const { session, write, events } = await realLayer();
  const output = { id: { value: '${terraform_data.a.id}' } };

  await write(configuration(states, { a: { input: { size: 1 } }, b: { triggers_replace: ['x'] } }, { output }));
  await session.init();
  const first = await session.plan({ mode: 'apply' });
  expect(first).toMatchObject({ changed: true, lineage: null, serial: 0, summary: { add: 2, change: 0, remove: 0 } });
  expect(first.plan.counts).toEqual({ ...noCounts, create: 2 });
  expect(first.plan.outputsChanged).toEqual(['id']);
  expect(layerPlanSchema.parse(first.plan)).toEqual(first.plan);
  events.length = 0;
  const applied = await session.apply(first);
  expect(applied.applied.map(({ address, action, idKey }) => ({ address, action, idKey }))).toEqual(
    expect.arrayContaining([
      { address: 'terraform_data.a', action: 'create', idKey: 'id' },
      { address: 'terraform_data.b', action: 'create', idKey: 'id' },
    ]),
  );
  expect(events.reduce(nextProgress, noProgress)).toEqual({ done: 2, failed: 0, total: 2, running: [] });
  const resources = await session.stateResources();
  expect(resources.map(({ address, type, provider }) => ({ address, type, provider }))).toEqual([
    { address: 'terraform_data.a', type: 'terraform_data', provider: 'terraform' },
    { address: 'terraform_data.b', type: 'terraform_data', provider: 'terraform' },
  ]);
  expect(applied.outputs).toEqual({ id: resources[0]?.id });

  const second = await session.plan({ mode: 'apply' });
  expect(second).toMatchObject({ changed: false, lineage: expect.stringMatching(/^[0-9a-f-]{36}$/) });
  expect(second.plan).toMatchObject({ changes: [], counts: { unchanged: 2 } });

  await write(configuration(states, { a: { input: { size: 2 } }, b: { triggers_replace: ['y'] } }, { output }));
  const third = await session.plan({ mode: 'apply' });
  expect(third.plan.counts).toEqual({ ...noCounts, update: 1, replace: 1 });
  expect(third.lineage).toBe(second.lineage);
  expect(third.planned).toEqual([
    { address: 'terraform_data.a', action: 'update' },
    { address: 'terraform_data.b', action: 'replace' },
  ]);
  const [a, b] = third.plan.changes;
  expect(a?.attributes).toContainEqual({
    path: 'input.size',
    before: 1,
    after: 2,
    sensitive: false,
    unknown: false,
    forcesReplacement: false,
  });
  expect(b).toMatchObject({ action: 'replace', reason: 'an attribute changes that can not be changed in place' });
  expect(b?.attributes.filter((attribute) => attribute.forcesReplacement)).toMatchObject([
    { path: 'triggers_replace[0]', before: 'x', after: 'y' },
  ]);
  events.length = 0;
  await session.apply(third);
  expect(events.reduce(nextProgress, noProgress)).toEqual({ done: 3, failed: 0, total: 3, running: [] });

  const last = await session.plan({ mode: 'destroy' });
  expect(last.plan.counts).toEqual({ ...noCounts, delete: 2 });
  await session.apply(last);
  expect(await session.stateResources()).toEqual([]);
  expect(await session.output()).toEqual({});
});

test('what a removed block names is forgotten and stays, what nothing names is destroyed', async () => {
  const states = await sharedStates();
  const { session, write, log } = await realLayer();
  await write(configuration(states, { data: { input: 'kept' }, compute: { input: '${terraform_data.data.id}' } }));
  await session.init();
  await session.apply(await session.plan({ mode: 'apply' }));
  // An address that is not in the state, as of a layer that was never complete, is passed over.
  const removed = ['terraform_data.data', 'terraform_data.absent'].map((from) => ({
    from,
    lifecycle: { destroy: false },
  }));
  await write(configuration(states, {}, { removed }));
  const planned = await session.plan({ mode: 'apply' });
  expect(planned.planned).toEqual([
    { address: 'terraform_data.compute', action: 'delete' },
    { address: 'terraform_data.data', action: 'forget' },
  ]);
  expect(planned.plan.counts).toEqual({ ...noCounts, delete: 1, forget: 1 });
  expect(planned.plan.changes.find(({ action }) => action === 'forget')?.reason).toContain('the object stays');
  await session.apply(planned);
  expect(await session.stateResources()).toEqual([]);
  expect(log.join('\n')).not.toMatch(/data: Destroying/);
});

test('a plan of a target leaves alone what the target does not need', async () => {
  const states = await sharedStates();
  const { session, write } = await realLayer();
  const resources = (size: number) => ({
    base: { input: size },
    target: { input: '${terraform_data.base.output}' },
    other: { input: size },
  });
  await write(configuration(states, resources(1)));
  await session.init();
  await session.apply(await session.plan({ mode: 'apply' }));
  await write(configuration(states, { ...resources(2), more: {} }));
  const { planned } = await session.savePlan({ mode: 'apply', targets: ['terraform_data.target'] });
  expect(planned.map(({ address }) => address)).toEqual(['terraform_data.base', 'terraform_data.target']);
  await expect(session.savePlan({ mode: 'apply', targets: ['x.y -destroy'] })).rejects.toMatchObject({
    code: 'invalid_input',
  });
});

test('a workspace of a stack needs no command to create it, also beside those of others', async () => {
  const states = await sharedStates();
  for (const workspace of ['churn', 'fraud', 'ranking']) {
    const { session, write } = await realLayer({ workspace });
    await write(configuration(states, { a: { input: workspace } }));
    await session.init();
    const outcome = await session.plan({ mode: 'apply' });
    expect(outcome.plan.counts.create).toBe(1);
    await session.apply(outcome);
    const state = await readFile(join(states, workspace, 'terraform.tfstate'), 'utf8');
    expect(JSON.parse(state)).toMatchObject({ resources: [{ name: 'a' }] });
  }
});

test('a plan that was packed is applied on another machine', async () => {
  const states = await sharedStates();
  const here = await realLayer();
  await here.write(configuration(states, { a: { input: 'x' } }));
  await here.session.init();
  await here.session.plan({ mode: 'apply' });
  const packed = await here.workdir.pack('foundation');
  await here.workdir.remove();

  const there = await realLayer();
  await there.workdir.unpack('foundation', packed);
  await there.session.init();
  const outcome = await there.session.apply({ planFile: there.workdir.planFile('foundation') });
  expect(outcome.applied).toMatchObject([{ address: 'terraform_data.a', action: 'create' }]);
});

test('a saved plan can be read while it is being applied', async () => {
  const { session, write } = await realLayer();
  await write(configuration(await sharedStates(), { a: { input: 'x' } }));
  await session.init();
  const saved = await session.savePlan({ mode: 'apply' });
  expect(saved.planned).toEqual([{ address: 'terraform_data.a', action: 'create' }]);
  const [read, applied] = await Promise.all([session.readPlan(saved), session.apply(saved)]);
  expect(read.plan.changes).toMatchObject([{ address: 'terraform_data.a', action: 'create' }]);
  expect(applied.applied).toHaveLength(1);
});

test('backend settings are taken literally, whatever is in them', async () => {
  const states = join(await temporaryDirectory(), '${x} %{if} "quoted"');
  const { session, write } = await realLayer();
  await write('{ "terraform": { "backend": { "local": {} } }, "resource": { "terraform_data": { "a": {} } } }');
  await session.init({ backendConfig: { workspace_dir: states } });
  await session.apply(await session.savePlan({ mode: 'apply' }));
  expect(await readdir(states)).toEqual(['churn']);
});

test('with a mirror, providers come from there and from nowhere else', async () => {
  const mirrorDir = join(await temporaryDirectory(), 'a "quoted" mirror');
  await mkdir(mirrorDir);
  const { session, write, log } = await realLayer({
    settings: { binary, environment: allowedEnvironment({}, {}), mirrorDir },
  });
  await write('{ "terraform": { "required_providers": { "aws": { "source": "hashicorp/aws" } } } }');
  await expect(session.init()).rejects.toMatchObject({ code: 'terraform_failed' });
  expect(log.join('\n')).toContain('a "quoted" mirror');
});

test('a plan whose state has changed since is refused', async () => {
  const states = await sharedStates();
  const { session, write } = await realLayer();
  await write(configuration(states, { a: { input: 'x' } }));
  await session.init();
  const outcome = await session.plan({ mode: 'apply' });
  await session.apply(outcome);
  await expect(session.apply(outcome)).rejects.toMatchObject({ code: 'approval_void' });
});

const secret = 'hunter2-hunter2';

test('a sensitive value is in no plan, log, event or outcome; only `output` gives it', async () => {
  const states = await sharedStates();
  const { session, write, log, events } = await realLayer();
  const withSecret = (value: string) =>
    configuration(
      states,
      {
        a: { input: { password: '${var.password}', list: ['${var.password}'] } },
        b: { input: 'the password is ${var.password}', triggers_replace: ['${var.password}'] },
      },
      {
        variable: { password: { type: 'string', sensitive: true, default: value } },
        output: { password: { value: '${var.password}', sensitive: true } },
      },
    );
  await write(withSecret(secret));
  await session.init();
  const create = await session.plan({ mode: 'apply' });
  const created = await session.apply(create);
  expect(created).toMatchObject({ outputs: {}, sensitiveOutputs: ['password'] });
  await write(withSecret(`${secret}-changed`));
  const update = await session.plan({ mode: 'apply' });
  expect(update.plan.counts).toMatchObject({ update: 1, replace: 1 });
  const updated = await session.apply(update);
  const destroy = await session.plan({ mode: 'destroy' });
  for (const shown of [create, created, update, updated, destroy, log, events])
    expect(JSON.stringify(shown)).not.toContain(secret);
  expect(await session.output()).toEqual({ password: { value: `${secret}-changed`, sensitive: true } });
});

test('what a user typed stays as it was typed when its templates are escaped', async () => {
  const typed = ['${file("/etc/passwd")}', '%{if true}x%{endif}', '$${x}', '</script>', '"\\\n\t', '😀', '$', '%'];
  const escaped = typed.map((text) => text.replaceAll('${', () => '$${').replaceAll('%{', () => '%%{'));
  const { session, write } = await realLayer();
  await write(configuration(await sharedStates(), { a: { input: escaped } }));
  await session.init();
  const { plan } = await session.plan({ mode: 'apply' });
  expect(plan.changes[0]?.attributes).toContainEqual({
    path: 'input',
    after: typed,
    sensitive: false,
    unknown: false,
    forcesReplacement: false,
  });
});

test('an error of the configuration is told with its place', async () => {
  const { session, write, log } = await realLayer();
  await write(configuration(await sharedStates(), { a: { input: '${terraform_data.missing.id}' } }));
  await session.init();
  await expect(session.plan({ mode: 'apply' })).rejects.toMatchObject({
    code: 'terraform_failed',
    publicMessage: expect.stringMatching(/^While planning foundation: Reference to undeclared resource: /),
    issues: [{ rule: 'terraform' }],
  });
  expect(log.join('\n')).toMatch(/Error: Reference to undeclared resource\n│\n│ {3}on cdk\.tf\.json line \d+/);
});

test('a failing init is told too', async () => {
  const { session, write } = await realLayer();
  await write('{ "resource": 1 }');
  await expect(session.init()).rejects.toMatchObject({
    code: 'terraform_failed',
    publicMessage: expect.stringMatching(/^While preparing foundation: /),
  });
});

test('a state that somebody holds is told as locked, and by whom', async () => {
  const states = await sharedStates();
  const { session, write } = await realLayer();
  await write(configuration(states, { a: { input: 'x' } }));
  await session.init();
  const holding = new AbortController();
  const holder = await realLayer({
    workdir: await openWorkdir(await temporaryDirectory()),
    signal: holding.signal,
    onEvent: (event) => event.type === 'provision_start' && held(),
  });
  let held = () => {};
  const isHeld = new Promise<void>((resolve) => {
    held = resolve;
  });
  await holder.write(
    configuration(states, { a: { input: 'x', provisioner: [{ 'local-exec': { command: 'sleep 600' } }] } }),
  );
  await holder.session.init();
  const planned = await holder.session.plan({ mode: 'apply' });
  const applying = holder.session.apply(planned).catch((error: unknown) => error);
  await isHeld;

  const refused = await session.plan({ mode: 'apply' }).catch((error: unknown) => error);
  expect(refused).toMatchObject({ code: 'lock_held' });
  expect(stateLockOf(refused)).toMatchObject({ operation: 'apply', id: expect.stringMatching(/^[0-9a-f-]{36}$/) });
  await expect(session.plan({ mode: 'apply', lock: 'none' })).resolves.toMatchObject({ changed: true });
  holding.abort();
  expect(await applying).toMatchObject({ code: 'canceled' });
});

test('a change behind our back is drift, in a plan and by itself', async () => {
  const states = await sharedStates();
  const { session, write, workdir } = await realLayer();
  const file = join(workdir.root, 'object');
  await mkdir(states, { recursive: true });
  await writeFile(file, 'first');
  await write(
    configuration(states, { a: { input: 'x' } }, { output: { o: { value: `\${file(${JSON.stringify(file)})}` } } }),
  );
  await session.init();
  await session.apply(await session.plan({ mode: 'apply' }));
  const quiet = await session.plan({ mode: 'refresh-only' });
  expect(quiet).toMatchObject({ changed: false, plan: { drift: [], changes: [] } });
  await writeFile(file, 'second');
  const noisy = await session.plan({ mode: 'refresh-only' });
  expect(noisy).toMatchObject({ changed: true, plan: { outputsChanged: ['o'] } });
});
