import { setTimeout } from 'node:timers/promises';
import {
  advanceRun,
  type Database,
  ensureTarget,
  ensureTeam,
  getRun,
  getStack,
  insertRun,
  insertStackWithRun,
  type RunRecord,
  randomIds,
  recordApproval,
  type StackRecord,
  setRole,
} from '@flowport/db';
import {
  AppError,
  isFinal,
  overlayParameters,
  type ParameterOverrides,
  presets,
  regionSchema,
  type StackParameters,
  type StateBackend,
  stackParametersSchema,
} from '@flowport/domain';
import { blueprint } from '@flowport/infra';
import { z } from 'zod';
import { randomFrom } from './random.ts';

/** The people of the suite: they ask for stacks and approve whatever is asked of them, by the verbs of the use cases. */
export type People = {
  backend: StateBackend;
  request(slug: string, number: number): Promise<{ stackId: string; runId: string }>;
  /** A change that follows from `wish`. */
  change(stackId: string, wish: number): Promise<string>;
  destroy(stackId: string): Promise<string>;
  cancel(runId: string): Promise<void>;
  stack(stackId: string): Promise<StackRecord>;
  run(runId: string): Promise<RunRecord>;
  /** Approves whenever the run asks, until it has ended or the time is over. */
  seeThrough(runId: string, secondsMax: number): Promise<{ run: RunRecord; approvals: number }>;
};

const addressSchema = z.object({
  account: z.string(),
  region: regionSchema,
  stateBucket: z.string(),
  deployerRoleArn: z.string(),
  externalId: z.string(),
});

/** @param address what the sandbox says of itself */
export async function openPeople(db: Database, address: unknown): Promise<People> {
  const ids = randomIds;
  const now = () => new Date();
  const sandbox = addressSchema.parse(address);
  const backend: StateBackend = {
    bucket: sandbox.stateBucket,
    region: sandbox.region,
    workspaceKeyPrefix: 'metaflow',
    kmsKeyId: null,
    usePathStyle: true,
  };
  const target = await ensureTarget(db, {
    name: 'Sandbox',
    kind: 'sandbox',
    account: sandbox.account,
    region: sandbox.region,
    deployerRoleArn: sandbox.deployerRoleArn,
    planRoleArn: null,
    externalId: sandbox.externalId,
    backend,
    selfApproval: false,
    now: now(),
    ids,
  });
  const team = await ensureTeam(db, { slug: 'vision', name: 'Vision', now: now(), ids });
  for (const [id, role] of [
    ['rita', 'requester'],
    ['arno', 'approver'],
  ] as const) {
    await db.client.user.create({ data: { id, name: id, email: `${id}@flowport.local` } });
    await setRole(db, { userId: id, role });
  }
  const cost = { floorCents: 1, ceilingCents: 2 };
  const parametersOf = (base: StackParameters, overrides: ParameterOverrides) =>
    stackParametersSchema.parse(overlayParameters(base, overrides));
  const run = (runId: string) =>
    patiently(async () => {
      const found = await getRun(db, runId);
      if (!found) throw new Error(`There is no run ${runId}.`);
      return found;
    });
  const stack = (stackId: string) =>
    patiently(async () => {
      const found = await getStack(db, stackId);
      if (!found) throw new Error(`There is no stack ${stackId}.`);
      return found;
    });
  const ask = async (
    stackId: string,
    kind: 'update' | 'destroy',
    change: (now: StackParameters) => ParameterOverrides,
  ) => {
    const { parameters } = await stack(stackId);
    const { runId } = await patiently(() =>
      db.inTransaction((tx) =>
        insertRun(tx, {
          stackId,
          kind,
          ...(kind === 'destroy' ? { data: 'purge' as const } : {}),
          requestedById: 'rita',
          reason: `The ${kind} of the chaos suite`,
          parameters: parametersOf(parameters, change(parameters)),
          blueprint,
          cost,
          now: now(),
          ids,
        }),
      ),
    );
    return runId;
  };
  const approve = async ({ id: runId, version, digest }: RunRecord) => {
    if (digest === null) throw new Error(`The run ${runId} awaits approval without a digest.`);
    await db.inTransaction(async (tx) => {
      await recordApproval(tx, { runId, decision: 'approved', digest, comment: '', byId: 'arno', now: now(), ids });
      const event = { name: 'approve', actorId: 'arno' } as const;
      await advanceRun(tx, { runId, event, expect: { version, digest }, now: now(), ids });
    });
  };
  return {
    backend,
    run,
    stack,
    request: (slug, number) =>
      patiently(() =>
        db.inTransaction((tx) =>
          insertStackWithRun(tx, {
            slug,
            teamId: team.id,
            targetId: target.id,
            ownerId: 'rita',
            description: 'A stack of the chaos suite',
            parameters: parametersOf(presets.small.parameters, {
              network: { cidr: `10.${Math.floor(number / 16) % 256}.${(number % 16) * 16}.0/20` },
            }),
            blueprint,
            cost,
            now: now(),
            ids,
          }),
        ),
      ),
    change: (stackId, wish) => ask(stackId, 'update', (parameters) => wishOf(parameters, wish)),
    destroy: (stackId) => ask(stackId, 'destroy', () => ({})),
    cancel: async (runId) => {
      const event = { name: 'cancel', actorId: 'rita' } as const;
      await patiently(() => db.inTransaction((tx) => advanceRun(tx, { runId, event, now: now(), ids })));
    },
    seeThrough: async (runId, secondsMax) => {
      const deadline = performance.now() + secondsMax * 1000;
      let approvals = 0;
      for (;;) {
        const seen = await run(runId);
        if (isFinal(seen.status) || performance.now() > deadline) return { run: seen, approvals };
        if (seen.status === 'awaiting_approval') {
          // Refused when the run has moved on or Postgres is away; then it is looked at again.
          await approve(seen).then(
            () => approvals++,
            (error: unknown) => {
              if (!(error instanceof AppError)) throw error;
            },
          );
        }
        await setTimeout(lookMilliseconds);
      }
    },
  };
}

const lookMilliseconds = 150;

/** Something else each time: a value that is changed in place, resources that come and go, both. */
function wishOf(now: StackParameters, wish: number): ParameterOverrides {
  const random = randomFrom(wish);
  const teams = random.pick([[], ['red'], ['red', 'blue'], ['green']]);
  return {
    database: { backupDays: 1 + (now.database.backupDays % 7) },
    ...(random.chance(0.6) ? { teams: [...teams] } : {}),
    ...(random.chance(0.4) ? { services: { metadataReplicas: 1 + (now.services.metadataReplicas % 2) } } : {}),
  };
}

/** People reload while the portal cannot reach its database. */
export async function patiently<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof AppError && error.code === 'unavailable') || attempt === 60) throw error;
      await setTimeout(500);
    }
  }
}
