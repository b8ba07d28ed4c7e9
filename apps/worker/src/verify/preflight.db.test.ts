import { getRun } from '@flowport/db';
import { synthesize } from '@flowport/infra';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LayerStates } from '../steps/readOutputs.ts';
import { openStage, type Stage } from '../testing/stage.ts';
import { deployerOf } from '../testing/standing.ts';
import { runPreflight } from './preflight.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

const nothing: LayerStates = { foundation: undefined, cluster: undefined, services: undefined };
const something: LayerStates = {
  ...nothing,
  foundation: {
    version: 4,
    serial: 1,
    lineage: 'x',
    outputs: {},
    resources: [{ mode: 'managed', type: 'aws_vpc', name: 'main', provider: 'aws', instances: [{}] }],
  },
};

async function preflight(slug: string, states = nothing, cidr?: string) {
  const { stackId, runId } = await stage.request(slug, cidr === undefined ? {} : { parameters: { network: { cidr } } });
  const [run, stack, caller] = await Promise.all([getRun(stage.db, runId), stage.stack(stackId), deployerOf(stage)]);
  if (!run) throw new Error(`There is no ${runId}.`);
  const { kmsKeyId: _, ...backend } = stage.target.backend;
  const documents = synthesize({
    slug,
    parameters: run.parameters,
    target: { ...stage.target, backend },
    tags: { stackId, team: 'vision' },
  });
  const lines: string[] = [];
  const context = { db: stage.db, now: () => new Date() };
  const work = { run, stack, target: stage.target, caller, context };
  return { checks: await runPreflight(work, { documents, states, say: (line) => void lines.push(line) }), lines };
}

test('a run for which all is in order is told so, line by line', async () => {
  const { checks, lines } = await preflight('free');
  expect(checks.filter(({ status }) => status !== 'passed')).toEqual([]);
  expect(lines.join('\n')).toMatch(/passed +Names: Everything named after free is free/);
});

test('a quota that was used up since the request stops the run before anything is created', async () => {
  await stage.sandbox.control('PUT /quotas', { aws_eks_cluster: 0 });
  await expect(preflight('full')).rejects.toMatchObject({
    code: 'conflict',
    publicMessage: expect.stringMatching(/before the apply: EKS clusters: 0 used \+ 1 .*L-1194D53C/),
  });
  await stage.sandbox.control('PUT /quotas', { aws_eks_cluster: null });
});

test('what an apply that was cut short has created counts as its own', async () => {
  const { checks } = await preflight('half', something);
  expect(checks.find(({ name }) => name === 'names')).toMatchObject({ status: 'skipped' });
  const codes = checks.map(({ name }) => name).filter((name) => name.startsWith('quota.'));
  expect(codes).toEqual(['quota.L-1216C47A', 'quota.L-1194D53C', 'quota.L-858F3967', 'quota.L-FE177D64']);
});
