import type { DataChoice } from '@flowport/domain';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openStage, type Stage } from '../testing/stage.ts';
import { type Account, accountOf } from './testing/account.ts';
import { errorsPage, type Section, type Told } from './testing/errorsPage.ts';
import { type Fault, faultsBefore, faultsMeanwhile } from './testing/faults.ts';
import { readRun, type Said } from './testing/readRun.ts';

/**
 * What AWS refuses, and what people read of it: each fault is switched on in the sandbox, a real worker runs into it, and
 * docs/errors.md is held against what was said (`npx vitest run apps/worker/src/faults -u` writes it anew).
 */
let stage: Stage;
let aws: Account;
beforeAll(async () => {
  stage = await openStage();
  aws = accountOf(stage.sandbox);
  await stage.startWorker();
  // Long enough for somebody to take a name after all names were found to be free.
  await stage.sandbox.control('PUT /latency', { extra: { aws_vpc: 1500 } });
});
afterAll(() => stage.close());

const toldOf = new Map<string, Told>();
const tell = (section: Section, what: string, { error }: Said) => toldOf.set(what, { section, what, error });

/** Everything that holds whatever was refused. */
function expectClear({ error, step, log }: Said, { says, remedy }: Pick<Fault, 'says' | 'remedy'>): void {
  expect(error).toMatch(/^While (applying|checking|assuming|planning) /);
  expect(error).toContain(says);
  expect(error).toMatch(remedy);
  expect(error).not.toMatch(/RequestID|undefined|\n/);
  expect(log).toContain(says);
  if (step !== null) expect(error.startsWith(step.error)).toBe(true);
}

async function provision({ slug, parameters, before, during }: Fault): Promise<Said> {
  await before?.(aws);
  const { runId } = await stage.request(slug, parameters ? { parameters } : {});
  await stage.reached(runId, ['awaiting_approval']);
  await stage.approve(runId);
  if (during) {
    await stage.busyWith(runId, 'aws_vpc.main');
    await during(aws);
  }
  await stage.reached(runId, ['failed']);
  return readRun(stage, runId);
}

async function expectRefusedBefore(fault: Fault): Promise<Said> {
  const said = await provision(fault);
  expectClear(said, fault);
  expect(said.error).toMatch(/^While checking before the apply: .* Nothing was changed\./);
  expect(said.log).toMatch(new RegExp(`failed +${fault.says}: .*${fault.remedy.source}`));
  expect(said.plan[0]).toMatch(/^foundation \(exact\): \d+ to create$/);
  expect((await stage.bucket(fault.slug)).states).toEqual([expect.stringContaining('foundation')]);
  tell('before', fault.what, said);
  return said;
}

async function expectRefused(fault: Fault): Promise<Said> {
  const said = await provision(fault);
  expectClear(said, fault);
  expect(said.error).toContain(`AWS answered ${fault.says}`);
  expect(said.error).toMatch(/What was created so far is in the state: request a change .* destroy the stack\.$/);
  expect(said.step).toMatchObject({ name: 'apply' });
  expect(said.log).toMatch(new RegExp(`RequestID: [0-9a-f-]{36}, api error ${fault.says.replace('.', '[.]')}: `));
  expect(said.plan.map((layer) => layer.replace(/\d+/, 'N'))).toEqual([
    'foundation (exact): N to create',
    expect.stringMatching(/^cluster \((exact|envelope)\): N to create$/),
    'services (envelope): N to create',
  ]);
  tell('provision', fault.what, said);
  return said;
}

describe.concurrent('with names and parts of their own, stacks tell', () => {
  test.each(faultsBefore)(
    'before the apply that $what',
    async (fault) => void (await expectRefusedBefore(fault)),
    120_000,
  );
  test.each(faultsMeanwhile)(
    'during the apply that $what',
    async (fault) => void (await expectRefused(fault)),
    120_000,
  );
});

describe('with the whole account against them, stacks tell', () => {
  afterEach(() => aws.calm());

  test('every quota that is too small, the first in full', async () => {
    const fault = {
      what: 'quotas are used up',
      slug: 'quotas',
      before: () => aws.limit({ aws_vpc: 1, aws_eip: 0, aws_eks_cluster: 0, 'L-1216C47A': 3 }),
      says: 'VPCs',
      remedy: /Ask AWS for \d+ or more of quota L-F678F1CE/,
    };
    const { error, log } = await expectRefusedBefore(fault);
    expect(error).toContain(
      'Failed too, see the log: Elastic IPs, vCPUs of on-demand standard instances, EKS clusters.',
    );
    for (const code of ['L-0263D0A3', 'L-1216C47A', 'L-1194D53C']) {
      expect(log).toMatch(new RegExp(`failed .* is more than .*${code}.* Ask AWS for \\d+ or more of quota ${code}`));
    }
  });

  test.each<Fault>([
    {
      what: 'the quota of NAT gateways is used up',
      slug: 'nat',
      before: () => aws.limit({ aws_nat_gateway: 0 }),
      says: 'NatGatewayLimitExceeded',
      remedy: /raises it in Service Quotas/,
    },
    {
      what: 'the quota of vCPUs was used up since',
      slug: 'vcpu',
      during: () => aws.limit({ 'L-1216C47A': 3 }),
      says: 'VcpuLimitExceeded',
      remedy: /raises it in Service Quotas/,
    },
    {
      what: 'AWS has no such machines left',
      slug: 'capacity',
      before: () =>
        aws.refuse(
          'create',
          'aws_db_instance',
          'InsufficientDBInstanceCapacity',
          'The requested DB instance class is not available in the specified Availability Zone.',
        ),
      says: 'InsufficientDBInstanceCapacity',
      remedy: /choose another type or size/,
    },
    {
      what: 'the deployer role may not do it',
      slug: 'denied',
      before: () =>
        aws.refuse('create', 'aws_eip', 'UnauthorizedOperation', 'You are not authorized to perform this operation.'),
      says: 'UnauthorizedOperation',
      remedy: /deployer-policy[.]json/,
    },
  ])('during the apply that $what', async (fault) => void (await expectRefused(fault)));

  test('that the deployer role does not let Flowport in', async () => {
    const role = 'flowport-deployer';
    const { attributes } = await aws.find('aws_iam_role', role);
    const assume_role_policy = JSON.stringify({ Version: '2012-10-17', Statement: [] });
    await aws.change('aws_iam_role', role, { assume_role_policy });
    const { runId } = await stage.request('trust');
    await stage.reached(runId, ['failed']);
    await aws.change('aws_iam_role', role, { assume_role_policy: attributes.assume_role_policy });
    const said = await readRun(stage, runId);
    expect(said.error).toMatch(/^While assuming the role .*AWS answered AccessDenied\. Check .*trust policy/);
    expect(said.error).toMatch(/Nothing was changed\.$/);
    expect(said.plan).toEqual([]);
    tell('before', 'the deployer role’s trust policy does not let Flowport in', said);
  });

  test('what AWS does not know yet, and are created when they are asked for once more', async () => {
    await aws.delay({ aws_db_subnet_group: 1 });
    const fault = {
      what: 'AWS does not know yet what it has just created',
      slug: 'slow',
      says: 'DBSubnetGroupNotFoundFault',
      remedy: /AWS does not know it everywhere yet: ask once more/,
    };
    await expectRefused(fault);
    await aws.calm();
    const found = await stage.db.client.stack.findFirstOrThrow({ where: { slug: 'slow' } });
    const runId = await stage.change(found.id);
    await stage.reached(runId, ['awaiting_approval']);
    await stage.approve(runId);
    await stage.reached(runId, ['succeeded']);
    expect((await stage.stack(found.id)).status).toBe('ready');
  });
});

describe('a destroy tells', () => {
  afterEach(() => aws.calm());

  async function stand(slug: string): Promise<string> {
    const { stackId, runId } = await stage.request(slug);
    await stage.reached(runId, ['awaiting_approval']);
    await stage.approve(runId);
    await stage.reached(runId, ['succeeded']);
    return stackId;
  }

  async function destroy(stackId: string, data: DataChoice, meanwhile = async () => {}): Promise<string> {
    const runId = await stage.destroy(stackId, data);
    await stage.reached(runId, ['awaiting_approval']);
    await meanwhile();
    await stage.approve(runId);
    return runId;
  }

  async function expectStuck(runId: string, fault: Pick<Fault, 'what' | 'says' | 'remedy'>): Promise<void> {
    await stage.reached(runId, ['failed']);
    const said = await readRun(stage, runId);
    expectClear(said, fault);
    expect(said.error).toMatch(/What is left of the stack is in the state: ask for the destroy again\.$/);
    expect(said.step).toMatchObject({ name: 'apply', layer: 'foundation' });
    expect(said.plan.at(-1)).toMatch(/^foundation \(exact\): \d+ to delete/);
    tell('destroy', fault.what, said);
  }

  const inUse = /Something that does not belong to this stack uses it: find and remove that/;

  test.concurrent('what of others is in its network, and succeeds when that is gone', async () => {
    const stackId = await stand('network');
    const subnet = await aws.find('aws_subnet', /\bmf-network\b/);
    await aws.make('aws_network_interface', 'eni-0f0e16e', { subnet_id: subnet.id });
    await expectStuck(await destroy(stackId, 'purge'), {
      what: 'a network interface of somebody else is in a subnet',
      says: 'DependencyViolation',
      remedy: inUse,
    });
    await aws.remove('aws_network_interface', 'eni-0f0e16e');
    await aws.make('aws_security_group', 'sg-0f0e16e', { vpc_id: subnet.attributes.vpc_id, name: 'theirs' });
    await expectStuck(await destroy(stackId, 'purge'), {
      what: 'a security group of somebody else is in the VPC',
      says: 'DependencyViolation',
      remedy: inUse,
    });
    await aws.remove('aws_security_group', 'sg-0f0e16e');
    await stage.reached(await destroy(stackId, 'purge'), ['succeeded']);
  }, 120_000);

  test.concurrent('that the database is protected, or its final snapshot’s name taken', async () => {
    const stackId = await stand('data');
    const database = await aws.find('aws_db_instance', /\bmf-data\b/);
    const protect = (deletion_protection: boolean) => () =>
      aws.change('aws_db_instance', database.id, { deletion_protection });
    await expectStuck(await destroy(stackId, 'snapshot', protect(true)), {
      what: 'somebody has switched deletion protection on',
      says: 'InvalidParameterCombination',
      remedy: /switch it off in RDS/,
    });
    await protect(false)();
    const snapshot = String(database.attributes.final_snapshot_identifier);
    await aws.make('aws_db_snapshot', snapshot, { db_snapshot_identifier: snapshot });
    await expectStuck(await destroy(stackId, 'snapshot'), {
      what: 'the name of the final snapshot is taken',
      says: 'DBSnapshotAlreadyExists',
      remedy: /Remove or rename the snapshot/,
    });
    await aws.remove('aws_db_snapshot', snapshot);
    await stage.reached(await destroy(stackId, 'snapshot'), ['succeeded']);
    expect((await aws.find('aws_db_snapshot', snapshot)).attributes.db_instance_identifier).toBe('mf-data');
  }, 120_000);

  test('that somebody still writes to the bucket', async () => {
    const stackId = await stand('written');
    await aws.refuse('delete', 'aws_s3_bucket', 'BucketNotEmpty', 'The bucket you tried to delete is not empty');
    await expectStuck(await destroy(stackId, 'purge'), {
      what: 'somebody still writes to the bucket',
      says: 'BucketNotEmpty',
      remedy: /Empty the bucket/,
    });
    await stage.reached(await destroy(stackId, 'purge'), ['succeeded']);
  }, 120_000);
});

test('docs/errors.md says what people read', async () => {
  const told = [...faultsBefore, ...faultsMeanwhile].flatMap(({ what }) => toldOf.get(what) ?? []);
  const rest = [...toldOf.values()].filter((one) => !told.includes(one));
  await expect(errorsPage([...told, ...rest])).toMatchFileSnapshot('../../../../docs/errors.md');
});
