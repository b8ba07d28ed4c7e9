import { preflightFacts, stateResources } from '@flowport/aws';
import { listCidrs } from '@flowport/db';
import {
  AppError,
  type CheckResult,
  judgePreflight,
  type Layer,
  layers,
  type PreflightQuestion,
  wantedNames,
} from '@flowport/domain';
import type { LayerDocuments } from '@flowport/infra';
import type { RunWork } from '../run/runWork.ts';
import type { LayerStates } from '../steps/readOutputs.ts';

export type Preflight = {
  /** What is about to be applied. */
  documents: LayerDocuments;
  states: LayerStates;
  /** Where the checks are told, line by line. */
  say: (line: string) => void;
};

/** As much of a run's work as is asked with. */
export type PreflightWork = Pick<RunWork, 'run' | 'stack' | 'target' | 'caller'> & {
  context: Pick<RunWork['context'], 'db' | 'now'>;
};

/**
 * Asks the account once more before anything is created: days may lie between the request and its approval.
 * @returns every check; none failed
 * @throws AppError `conflict` naming the check that failed, its cause and its remedy; nothing was changed then.
 */
export async function runPreflight(
  work: PreflightWork,
  { documents, states, say }: Preflight,
): Promise<readonly CheckResult[]> {
  const question = await questionOf(work, { documents, states });
  const checks = judgePreflight(question, await preflightFacts(work.caller, question));
  for (const { status, title, detail, remedy } of checks) {
    say(`${status.padEnd(7)} ${title}: ${detail} ${remedy ?? ''}`.trimEnd());
  }
  const [bad, ...more] = checks.filter(({ status }) => status === 'failed');
  if (bad === undefined) return checks;
  const others = more.length === 0 ? '' : ` Failed too, see the log: ${more.map(({ title }) => title).join(', ')}.`;
  const said = `${bad.title}: ${bad.detail} ${bad.remedy ?? ''}`.trim();
  throw new RefusedBeforeApply(`While checking before the apply: ${said}${others}`);
}

/** The account is not as the run needs it, and nothing was changed yet. */
export class RefusedBeforeApply extends AppError {
  constructor(publicMessage: string) {
    super('conflict', publicMessage);
  }
}

async function questionOf(work: PreflightWork, found: Omit<Preflight, 'say'>): Promise<PreflightQuestion> {
  const { run, stack, target, context } = work;
  const networks = await listCidrs(context.db, target.id);
  return {
    slug: stack.slug,
    account: target.account,
    region: target.region,
    parameters: run.parameters,
    ...presentOf(work, found.states),
    names: wantedNames(found.documents),
    neighbours: networks.filter(({ stackId }) => stackId !== stack.id),
    now: context.now(),
  };
}

/** What of a first apply that was cut short exists, exists as this run wants it. */
function presentOf(
  { run, stack }: PreflightWork,
  states: LayerStates,
): Pick<PreflightQuestion, 'present' | 'isComputeGone'> {
  const exists = (layer: Layer) => {
    const state = states[layer];
    return state !== undefined && stateResources(state).length > 0;
  };
  if (!layers.some(exists)) return { present: null, isComputeGone: false };
  return { present: run.kind === 'provision' ? run.parameters : stack.parameters, isComputeGone: !exists('cluster') };
}
