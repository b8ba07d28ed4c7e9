/**
 * How long the sandbox takes for what AWS takes minutes for. `demo` makes the progress of a provision visible in the
 * portal (about a minute at Terraform's parallelism of 10); `none` starts no timers at all, for tests and benchmarks.
 */
export type LatencyProfile = 'demo' | 'none';
export type Operation = 'create' | 'update' | 'delete' | 'read';

export interface Latency {
  readonly profile: LatencyProfile;
  setProfile(profile: LatencyProfile): void;
  /**
   * Further milliseconds for every operation on a type, `*` for all types; 0 removes it. It counts for what is under way
   * too: so an operation is held until the test has seen it.
   */
  setExtra(type: string, milliseconds: number): void;
  /** Resolves at once when there is nothing to wait for. Rejects with an `AbortError` when `signal` fires. */
  wait(type: string, operation: Operation, signal: AbortSignal): Promise<void>;
  /** How long a delete that others stand in the way of is tried again, as the real providers do. */
  dependencyMilliseconds(): number;
}

/** Seconds of a create. What is not listed takes the base. */
const createSeconds: Readonly<Record<string, number>> = {
  aws_eks_cluster: 12,
  aws_db_instance: 10,
  aws_eks_node_group: 8,
  aws_nat_gateway: 4,
  helm_release: 4,
  aws_eks_addon: 2.5,
  aws_lb: 3,
  aws_acm_certificate_validation: 3,
  aws_route53_record: 1.5,
  aws_cognito_user_pool_domain: 2,
  kubernetes_deployment_v1: 2,
  kubernetes_daemon_set_v1: 1.5,
  kubernetes_job_v1: 2,
  aws_vpc: 0.8,
  aws_s3_bucket: 0.6,
  aws_kms_key: 0.6,
  aws_vpc_endpoint: 0.6,
};
const baseCreateSeconds = 0.3;
/** Deletes and updates are quicker than creates in AWS as well; the ratios only need to look right. */
const deleteRatio = 0.6;
const updateRatio = 0.5;

export function createLatency(initial: LatencyProfile): Latency {
  let profile = initial;
  const extra = new Map<string, number>();
  const changes = new EventTarget();

  const milliseconds = (type: string, operation: Operation): number => {
    const added = extra.get(type) ?? extra.get('*') ?? 0;
    if (profile === 'none') return operation === 'read' ? 0 : added;
    if (type.startsWith('random_') || operation === 'read') return added;
    const seconds = createSeconds[type] ?? baseCreateSeconds;
    const ratio = operation === 'create' ? 1 : operation === 'delete' ? deleteRatio : updateRatio;
    return Math.round(seconds * ratio * 1000) + added;
  };

  return {
    get profile() {
      return profile;
    },
    setProfile(next) {
      profile = next;
      changes.dispatchEvent(new Event('change'));
    },
    setExtra(type, value) {
      if (value === 0) extra.delete(type);
      else extra.set(type, value);
      changes.dispatchEvent(new Event('change'));
    },
    async wait(type, operation, signal) {
      const startedAt = performance.now();
      for (;;) {
        const left = milliseconds(type, operation) - (performance.now() - startedAt);
        if (left <= 0) return;
        await pause(left, { signal, changes });
      }
    },
    dependencyMilliseconds: () => (profile === 'demo' ? 15_000 : 1_500),
  };
}

/** Ends early where the latencies change. */
function pause(duration: number, { signal, changes }: { signal: AbortSignal; changes: EventTarget }): Promise<void> {
  return new Promise((resolve, reject) => {
    const ended = new AbortController();
    const end = (settle: () => void) => {
      clearTimeout(timer);
      ended.abort();
      settle();
    };
    const timer = setTimeout(() => end(resolve), duration);
    if (signal.aborted) return end(() => reject(abortError()));
    signal.addEventListener('abort', () => end(() => reject(abortError())), { signal: ended.signal });
    changes.addEventListener('change', () => end(resolve), { signal: ended.signal });
  });
}

function abortError(): Error {
  return new DOMException('The operation was stopped.', 'AbortError');
}
