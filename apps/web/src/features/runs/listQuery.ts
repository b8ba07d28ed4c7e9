import { runKindSchema, runStatusSchema } from '@flowport/domain';
import { createLoader, parseAsArrayOf, parseAsString, parseAsStringLiteral } from 'nuqs/server';

/** What the list of runs keeps in its address. */
export const runListParsers = {
  search: parseAsString.withDefault(''),
  status: parseAsArrayOf(parseAsStringLiteral(runStatusSchema.options)).withDefault([]),
  kind: parseAsArrayOf(parseAsStringLiteral(runKindSchema.options)).withDefault([]),
};

export const loadRunList = createLoader(runListParsers);
export type RunListState = Awaited<ReturnType<typeof loadRunList>>;

/** Runs on one page; more come on demand. */
const runsPerPage = 50;

/** @param stackId where only the runs of one stack are meant */
export function runListInput(state: RunListState, stackId?: string) {
  return {
    ...(stackId === undefined ? {} : { stackId }),
    ...(state.search.trim() === '' ? {} : { search: state.search.trim().slice(0, 200) }),
    ...(state.status.length === 0 ? {} : { status: state.status }),
    ...(state.kind.length === 0 ? {} : { kind: state.kind }),
    limit: runsPerPage,
  };
}

/** The latest runs of a stack that changed it or tried to: drift checks come every day, and have a panel of their own. */
export function latestRunsInput(stackId: string) {
  return runListInput(
    { search: '', status: [], kind: runKindSchema.options.filter((kind) => kind !== 'drift') },
    stackId,
  );
}

export function isRunListFiltered(state: RunListState): boolean {
  return state.search.trim() !== '' || state.status.length > 0 || state.kind.length > 0;
}
