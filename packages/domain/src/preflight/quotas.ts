import { type QuotaNeed, quotaNeeds } from '../blueprint/quotas.ts';
import { type CheckResult, failed, passed, warned } from './check.ts';
import type { PreflightFacts, PreflightQuestion } from './facts.ts';

type Growth = Pick<PreflightQuestion, 'parameters' | 'present' | 'isComputeGone'>;

/** Networks, their gateways and addresses, and the database; everything else goes and comes with the compute. */
const ofFoundation = new Set(['L-F678F1CE', 'L-A4707A72', 'L-0263D0A3', 'L-7B6409FD']);

/** How much more of each quota the stack is going to use than it does now; what stays or shrinks is left out. */
export function quotaGrowth({ parameters, present, isComputeGone }: Growth): QuotaNeed[] {
  const held = (present ? quotaNeeds(present) : []).filter(({ code }) => !isComputeGone || ofFoundation.has(code));
  const before = new Map(held.map(({ code, needed }) => [code, needed]));
  return quotaNeeds(parameters)
    .map((need) => ({ ...need, needed: need.needed - (before.get(need.code) ?? 0) }))
    .filter(({ needed }) => needed > 0);
}

/**
 * Current use + this stack ≤ quota, for each quota that a stack uses of. Node groups count at their maximum, since a
 * quota that stops the autoscaler stops flows at their busiest; so what does not fit at the maximum is a warning where
 * the nodes at the start do fit.
 */
export function judgeQuotas(question: PreflightQuestion, facts: Pick<PreflightFacts, 'quotas'>): CheckResult[] {
  const atStart = new Map(quotaGrowth(startOf(question)).map(({ code, needed }) => [code, needed]));
  return quotaGrowth(question).map((need) => {
    const fact = facts.quotas.find(({ code }) => code === need.code);
    return judgeQuota({ ...need, neededAtStart: atStart.get(need.code) ?? 0 }, fact, question.region);
  });
}

/** The same stack with every node group as it starts. */
function startOf({ parameters, present, isComputeGone }: PreflightQuestion): Growth {
  const { systemNodes, workerNodes, spotNodes, gpuNodes } = parameters.cluster;
  const asStarted = <G extends { desired: number; max: number }>(group: G) => ({ ...group, max: group.desired });
  const cluster = {
    ...parameters.cluster,
    systemNodes: asStarted(systemNodes),
    workerNodes: workerNodes && asStarted(workerNodes),
    spotNodes: spotNodes && asStarted(spotNodes),
    gpuNodes: gpuNodes && asStarted(gpuNodes),
  };
  return { parameters: { ...parameters, cluster }, present, isComputeGone };
}

type Need = QuotaNeed & { neededAtStart: number };

function judgeQuota(need: Need, fact: PreflightFacts['quotas'][number] | undefined, region: string): CheckResult {
  const check = { name: `quota.${need.code}`, title: need.title };
  const console = consoleLink(need, region);
  const unread = [fact?.quota, fact?.used].find((answer) => answer?.known === false);
  if (!fact?.quota.known || !fact.used.known) {
    const why = unread?.known === false ? unread.why : 'AWS was not asked.';
    return warned(
      check,
      `The stack needs ${need.needed}; how much is left is not known. ${why}`,
      `Let the deployer role call servicequotas:GetServiceQuota and the Describe calls of ${need.service}, or compare by hand: ${console}`,
    );
  }
  const [quota, used] = [fact.quota.value, fact.used.value];
  const sum = `${used} used + ${need.needed} for this stack`;
  if (used + need.needed <= quota) return passed(check, `${sum} of ${quota}.`);
  const remedy = `Ask AWS for ${used + need.needed} or more of quota ${need.code} (${console}), or remove what is not needed any more.`;
  if (need.neededAtStart < need.needed && used + need.neededAtStart <= quota) {
    return warned(
      check,
      `${sum} at its largest is more than ${quota}; it starts with ${need.neededAtStart}, and will not grow that far.`,
      remedy,
    );
  }
  return failed(check, `${sum} is more than ${quota} (${need.service} quota ${need.code}).`, remedy);
}

function consoleLink({ service, code }: QuotaNeed, region: string): string {
  return `https://${region}.console.aws.amazon.com/servicequotas/home/services/${service}/quotas/${code}`;
}
