import { type AwsCaller, eksToken, type HostRequest, type KubernetesClient, kubernetesClient } from '@flowport/aws';
import type { StackOutputs, StackParameters } from '@flowport/domain';
import type { RunWork } from '../run/runWork.ts';
import type { Patience } from './patience.ts';

/** What checks of a standing stack look with: its outputs, and the ways to reach it. */
export type StackProbe = {
  parameters: StackParameters;
  outputs: StackOutputs;
  /** As the deployer role. */
  caller: AwsCaller;
  kubernetes: KubernetesClient;
  request: HostRequest;
  patience: Patience;
};

export type ProbeInput = Omit<StackProbe, 'kubernetes'> & { now: () => Date };

/** Speaks to the cluster as the deployer role, with a token made for each call. */
export function stackProbe({ now, ...input }: ProbeInput): StackProbe {
  const { outputs, caller, request, patience } = input;
  const { cluster_name: cluster, cluster_endpoint: endpoint, cluster_ca: certificateAuthority } = outputs.cluster;
  return {
    ...input,
    kubernetes: kubernetesClient({
      endpoint,
      certificateAuthority,
      request,
      signal: patience.signal,
      now,
      token: async (at) =>
        eksToken({ cluster, region: caller.region, credentials: await credentialsOf(caller), now: at }),
    }),
  };
}

export function probeOf(work: RunWork, outputs: StackOutputs): StackProbe {
  const { caller, cloud, context, run, signal } = work;
  return stackProbe({
    parameters: run.parameters,
    outputs,
    caller,
    request: cloud.request,
    patience: { seconds: cloud.settleSeconds, signal },
    now: context.now,
  });
}

async function credentialsOf({ credentials }: AwsCaller) {
  const found = typeof credentials === 'function' ? await credentials() : credentials;
  if (!found) throw new Error('A probe signs with the credentials of a role, and was given none.');
  return found;
}
