/** Conditions of listener rules: every block must hold, each by any of its values. Source: ELB user guide, "Condition types". */
import { block, blocks, text, texts } from '../cloud/attributes.ts';
import { matchesWildcard } from '../iam/wildcard.ts';
import type { TfObject } from '../providers/wire/values.ts';
import type { WorldRequest } from '../world/exchange.ts';

export function conditionsHold(conditions: readonly TfObject[], request: WorldRequest): boolean {
  return conditions.every((condition) => tests.every((holds) => holds(condition, request) !== false));
}

/** Undefined when the condition is not of the kind. */
type Test = (condition: TfObject, request: WorldRequest) => boolean | undefined;

const any = (values: readonly string[], pattern: (value: string) => boolean) => values.some(pattern);

const hostHeader: Test = ({ host_header: given }, { host }) =>
  isGiven(given) ? any(texts(block(given).values), (value) => matchesWildcard(value.toLowerCase(), host)) : undefined;

/** The path alone, and by case. */
const pathPattern: Test = ({ path_pattern: given }, { path }) =>
  isGiven(given) ? any(texts(block(given).values), (value) => matchesWildcard(value, path)) : undefined;

const httpHeader: Test = ({ http_header: given }, { headers }) => {
  if (!isGiven(given)) return undefined;
  const actual = headers.get(text(block(given).http_header_name).toLowerCase());
  if (actual === undefined) return false;
  return any(texts(block(given).values), (value) => matchesWildcard(value.toLowerCase(), actual.toLowerCase()));
};

const requestMethod: Test = ({ http_request_method: given }, { method }) =>
  isGiven(given) ? texts(block(given).values).includes(method) : undefined;

const queryString: Test = ({ query_string: given }, { query }) => {
  const wanted = blocks(given);
  if (wanted.length === 0) return undefined;
  return wanted.some((one) =>
    query.some(
      (pair) =>
        (text(one.key) === '' || matchesWildcard(text(one.key).toLowerCase(), pair.name.toLowerCase())) &&
        matchesWildcard(text(one.value).toLowerCase(), pair.value.toLowerCase()),
    ),
  );
};

const tests: readonly Test[] = [hostHeader, pathPattern, httpHeader, requestMethod, queryString];

function isGiven(value: TfObject[string] | undefined): boolean {
  return blocks(value).length > 0;
}
