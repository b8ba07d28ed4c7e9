import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { endpointModes, exampleOverrides, layers, presetNames } from '@flowport/domain';
import { z } from 'zod';
import { openCloud } from './demo/cloud.ts';
import {
  approveUntilDone,
  describe,
  destroyStack,
  expectNoChange,
  findPlace,
  type People,
  requestStack,
  type StackReport,
  since,
  type Wish,
} from './demo/life.ts';
import { peopleOf } from './demo/signIn.ts';
import { readEnvironment } from './env.ts';
import { freePort } from './portal/freePort.ts';
import { launchPortal, type Portal } from './portal/launch.ts';
import { createProgress } from './portal/progress.ts';

const usage = `npm run demo -- [--preset ${presetNames.join('|')}] [--endpoint ${endpointModes.join('|')}] [--teams a,b] [--stacks N] [--json]`;

const optionsSchema = z.object({
  preset: z.enum(presetNames).default('small'),
  endpoint: z.enum(endpointModes).default('port-forward'),
  teams: z
    .string()
    .default('')
    .transform((list) => list.split(',').filter((team) => team !== '')),
  stacks: z.coerce.number().int().min(1).max(20).default(1),
  json: z.boolean().default(false),
});

/** `npm run demo`: the whole life of a stack over REST, in a directory that is gone afterwards. */
async function demo(): Promise<number> {
  const began = performance.now();
  const progress = createProgress(process.stderr);
  const options = readOptions();
  const { inherited, path } = readEnvironment();
  const dataDir = await mkdtemp(join(tmpdir(), 'flowport-demo-'));
  const stop = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stop.abort(new Error('Stopped.')));
  let portal: Portal | undefined;
  const finish = (result: object) => {
    if (options.json) process.stdout.write(`${JSON.stringify(result)}\n`);
  };
  try {
    const port = await freePort();
    portal = await launchPortal({
      port,
      dataDir,
      databaseUrl: undefined,
      path,
      inherited,
      latency: 'none',
      progress,
      signal: stop.signal,
    });
    const startSeconds = since(began);
    const stacks = await Promise.race([
      live(portal, options, progress.say),
      aborted(stop.signal),
      portal.failed.then((reason) => Promise.reject(new Error(reason))),
    ]);
    await portal.stop();
    finish({ ok: true, stacks, seconds: { start: startSeconds, total: since(began) } });
    progress.say(`Done in ${since(began).toFixed(1)} s.`);
    return 0;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    progress.say(message);
    await portal?.stop();
    finish({ ok: false, error: message });
    return 1;
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function live(
  portal: Portal,
  options: z.infer<typeof optionsSchema>,
  say: (text: string) => void,
): Promise<StackReport[]> {
  const people = await peopleOf(portal);
  const [target] = await people.requester.targets();
  if (!target) throw new Error('No target was seeded.');
  const cloud = await openCloud(portal.sandboxFile, target);
  const before = await cloud.objectCount();
  const slugs = Array.from({ length: options.stacks }, (_, index) =>
    options.stacks === 1 ? 'demo' : `demo-${index + 1}`,
  );
  const reports = await Promise.all(
    slugs.map((slug) => {
      const { preset, endpoint, teams } = options;
      const wish = { preset, parameters: exampleOverrides({ slug, endpoint, teams }) };
      return liveOne(people, slug, wish, cloud.stateKeys, say);
    }),
  );
  for (const slug of slugs) await cloud.expectNothingLeft(slug);
  const after = await cloud.objectCount();
  if (after !== before) throw new Error(`The sandbox held ${before} objects before and ${after} after.`);
  return reports;
}

async function liveOne(
  people: People,
  slug: string,
  wish: Wish,
  stateKeysOf: (slug: string) => Promise<string[]>,
  say: (text: string) => void,
): Promise<StackReport> {
  const requested = await requestStack(people, await findPlace(people), slug, wish);
  say(`${slug}: requested with the preset ${wish.preset}`);
  const { plan, planSeconds, applySeconds } = await approveUntilDone(people, requested, say);
  const [connection, items, stateKeys, stack] = await Promise.all([
    people.requester.connection(requested.stackId),
    people.requester.resources(requested.stackId),
    stateKeysOf(slug),
    people.requester.stack(requested.stackId),
  ]);
  if (stack.status !== 'ready') throw new Error(`After its run the stack ${slug} is ${stack.status}.`);
  if (stateKeys.length !== layers.length)
    throw new Error(`The stack ${slug} has the state objects ${stateKeys.join(', ')}.`);
  say(`${slug}: ready. ${connection.kubeconfigCommand}`);
  for (const { title, url, portForwardCommand } of connection.endpoints) {
    say(`${slug}:   ${title.padEnd(22)} ${url ?? portForwardCommand}`);
  }
  for (const check of stack.checks) say(`${slug}:   ${check.status.padEnd(7)} ${check.title}: ${check.detail}`);
  await expectNoChange(people, requested.stackId);
  say(`${slug}: a second plan of each layer changes nothing`);
  const destroySeconds = await destroyStack(people, requested, say);
  say(`${slug}: destroyed`);
  const { unchanged: _, ...counts } = plan.counts;
  say(`${slug}: ${describe(plan.counts)}; plan ${planSeconds} s, apply ${applySeconds} s, destroy ${destroySeconds} s`);
  return {
    slug,
    preset: wish.preset,
    resources: {
      foundation: items.filter((item) => item.layer === 'foundation').length,
      cluster: items.filter((item) => item.layer === 'cluster').length,
      services: items.filter((item) => item.layer === 'services').length,
    },
    plan: counts,
    connection,
    verify: stack.checks.map(({ name, status, detail }) => ({ name, status, detail })),
    stateKeys,
    seconds: { plan: planSeconds, apply: applySeconds, destroy: destroySeconds },
  };
}

function readOptions(): z.infer<typeof optionsSchema> {
  try {
    const { values } = parseArgs({
      options: {
        preset: { type: 'string' },
        endpoint: { type: 'string' },
        teams: { type: 'string' },
        stacks: { type: 'string' },
        json: { type: 'boolean' },
      },
    });
    return optionsSchema.parse(values);
  } catch (error) {
    const reason =
      error instanceof z.ZodError
        ? error.issues.map((issue) => `--${issue.path.join('.')}: ${issue.message}`).join('; ')
        : String(error);
    process.stderr.write(`${reason}\nUsage: ${usage}\n`);
    process.exit(1);
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }));
}

process.exitCode = await demo();
