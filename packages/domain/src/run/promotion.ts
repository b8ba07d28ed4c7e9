import { refusedChanges } from '../blueprint/changes.ts';
import { overlayParameters, stackParametersSchema } from '../blueprint/parameters.ts';
import type { StackParameters } from '../blueprint/sections.ts';
import { fieldIssues } from '../error/issues.ts';
import { mayChange, type StackStatus } from '../stack/status.ts';
import type { RunState } from './run.ts';
import type { StoredChange } from './storedChange.ts';

export type Promotion = { parameters: StackParameters } | { refusedBecause: string };

/**
 * What a run that has waited is to bring about now that the one before it has ended: what the stack has by now, with what
 * was asked for laid over it. The runs before it may have made that impossible.
 */
export function promotionOf(
  run: Pick<RunState, 'kind' | 'data'> & { change: StoredChange | null },
  stack: { status: StackStatus; parameters: StackParameters },
): Promotion {
  if (!mayChange(stack.status)) return refused(`the stack is ${stack.status} by now`);
  if (run.kind === 'destroy' && run.data === 'retain' && stack.status === 'retained') {
    return refused('the compute is destroyed by now, and the data is retained');
  }
  if (run.kind === 'destroy' && stack.parameters.asleep) {
    return refused('the stack is asleep by now, and has to be woken before it can be removed cleanly');
  }
  if (run.kind !== 'update' || !run.change) return { parameters: stack.parameters };
  const parsed = stackParametersSchema.safeParse(overlayParameters(stack.parameters, run.change.parameters));
  if (!parsed.success) return refused(firstOf(fieldIssues(parsed.error)));
  const issues = refusedChanges(stack.parameters, parsed.data, { hasCompute: stack.status !== 'retained' });
  return issues.length > 0 ? refused(firstOf(issues)) : { parameters: parsed.data };
}

function firstOf(issues: readonly { path: string; message: string }[]): string {
  const [first] = issues;
  return first ? `${first.path}: ${first.message}` : 'its parameters do not fit together';
}

function refused(why: string): Promotion {
  return { refusedBecause: why };
}
