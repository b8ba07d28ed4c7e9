import { assumeRole, credentialSource, type StateStore, stateStore } from '@flowport/aws';
import type { TargetRecord } from '@flowport/db';
import type { WorkerContext } from '../context.ts';

/** A target's state bucket outside of a run's work; to be closed by the caller. */
export async function stateStoreOf(
  context: Pick<WorkerContext, 'cloudOf' | 'now' | 'secret'>,
  target: TargetRecord,
  sessionName: string,
): Promise<StateStore> {
  const cloud = await context.cloudOf(target);
  const session = credentialSource({
    now: context.now,
    assume: () =>
      assumeRole({
        roleArn: target.deployerRoleArn,
        externalId: target.externalId,
        region: target.region,
        sessionName,
        tags: {},
        base: cloud.base,
        endpoints: cloud.endpoints,
      }),
  });
  return stateStore({
    backend: target.backend,
    credentials: () => session.get(60),
    endpoints: cloud.endpoints,
    secret: context.secret,
  });
}
