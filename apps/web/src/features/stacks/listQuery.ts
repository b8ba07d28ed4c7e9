import { stackSortSchema, stackStatusSchema } from '@flowport/domain';
import { createLoader, parseAsArrayOf, parseAsBoolean, parseAsString, parseAsStringLiteral } from 'nuqs/server';

/** What the list of stacks keeps in its address; the server reads the same to render the first page. */
export const stackListParsers = {
  search: parseAsString.withDefault(''),
  status: parseAsArrayOf(parseAsStringLiteral(stackStatusSchema.options)).withDefault([]),
  team: parseAsString.withDefault(''),
  target: parseAsString.withDefault(''),
  gone: parseAsBoolean.withDefault(false),
  sort: parseAsStringLiteral(stackSortSchema.options).withDefault('createdAt'),
  direction: parseAsStringLiteral(['asc', 'desc'] as const).withDefault('desc'),
};

export const loadStackList = createLoader(stackListParsers);

type StackListState = Awaited<ReturnType<typeof loadStackList>>;

/** The input of `stacks.list`: what is empty is left out, so that equal lists have equal query keys. */
export function stackListInput(state: StackListState) {
  return {
    ...(state.search.trim() === '' ? {} : { search: state.search.trim().slice(0, 200) }),
    ...(state.status.length === 0 ? {} : { status: state.status }),
    ...(state.team === '' ? {} : { teamId: state.team }),
    ...(state.target === '' ? {} : { targetId: state.target }),
    includeGone: state.gone,
    sort: state.sort,
    direction: state.direction,
  };
}

export function isFiltered(state: StackListState): boolean {
  return state.search.trim() !== '' || state.status.length > 0 || state.team !== '' || state.target !== '';
}
