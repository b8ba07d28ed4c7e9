/**
 * IAM's condition operators. A condition holds when for its key one of the request's values (all of them under
 * `ForAllValues:`) satisfies the operator with one of the policy's values; negated operators want none to match.
 */
import { isIPv4 } from 'node:net';
import { matchesWildcard, unliteral } from './wildcard.ts';

/** Values of a request by condition key, lower case. A key that is absent is absent in IAM's sense too. */
export type RequestContext = ReadonlyMap<string, readonly string[]>;

type Compare = (expected: string, actual: string) => boolean;
type Operator = { compare: Compare; negated?: true };

const equals: Compare = (expected, actual) => unliteral(expected) === actual;
const equalsIgnoringCase: Compare = (expected, actual) => unliteral(expected).toLowerCase() === actual.toLowerCase();
const numeric =
  (test: (actual: number, expected: number) => boolean): Compare =>
  (expected, actual) =>
    test(Number(actual), Number(expected));
const date =
  (test: (actual: number, expected: number) => boolean): Compare =>
  (expected, actual) =>
    test(moment(actual), moment(expected));

const OPERATORS: Readonly<Record<string, Operator>> = {
  StringEquals: { compare: equals },
  StringNotEquals: { compare: equals, negated: true },
  StringEqualsIgnoreCase: { compare: equalsIgnoringCase },
  StringNotEqualsIgnoreCase: { compare: equalsIgnoringCase, negated: true },
  StringLike: { compare: matchesWildcard },
  StringNotLike: { compare: matchesWildcard, negated: true },
  NumericEquals: { compare: numeric((a, e) => a === e) },
  NumericNotEquals: { compare: numeric((a, e) => a === e), negated: true },
  NumericLessThan: { compare: numeric((a, e) => a < e) },
  NumericLessThanEquals: { compare: numeric((a, e) => a <= e) },
  NumericGreaterThan: { compare: numeric((a, e) => a > e) },
  NumericGreaterThanEquals: { compare: numeric((a, e) => a >= e) },
  DateEquals: { compare: date((a, e) => a === e) },
  DateNotEquals: { compare: date((a, e) => a === e), negated: true },
  DateLessThan: { compare: date((a, e) => a < e) },
  DateLessThanEquals: { compare: date((a, e) => a <= e) },
  DateGreaterThan: { compare: date((a, e) => a > e) },
  DateGreaterThanEquals: { compare: date((a, e) => a >= e) },
  Bool: { compare: equalsIgnoringCase },
  BinaryEquals: { compare: equals },
  IpAddress: { compare: inNetwork },
  NotIpAddress: { compare: inNetwork, negated: true },
  ArnEquals: { compare: arnMatches },
  ArnLike: { compare: arnMatches },
  ArnNotEquals: { compare: arnMatches, negated: true },
  ArnNotLike: { compare: arnMatches, negated: true },
};

const FORM = /^(?:(ForAllValues|ForAnyValue):)?([A-Za-z]+?)(IfExists)?$/;

export function isConditionOperator(text: string): boolean {
  const name = FORM.exec(text)?.[2] ?? '';
  return name === 'Null' || Object.hasOwn(OPERATORS, name);
}

/** Whether the condition holds; `values` have their policy variables replaced already. */
export function conditionHolds(
  condition: { operator: string; key: string; values: readonly string[] },
  context: RequestContext,
): boolean {
  const [, quantifier, name = '', ifExists] = FORM.exec(condition.operator) ?? [];
  const actual = context.get(condition.key);
  if (name === 'Null')
    return condition.values.some((value) => (value.toLowerCase() === 'true') === (actual === undefined));
  const operator = OPERATORS[name];
  if (operator === undefined) return false;
  const { compare, negated = false } = operator;
  if (actual === undefined || actual.length === 0) {
    return ifExists !== undefined || quantifier === 'ForAllValues' || negated;
  }
  const holdsFor = (value: string) => condition.values.some((expected) => compare(expected, value)) !== negated;
  // Without a quantifier a negated operator must hold for each value of the request, a plain one for any.
  const isForAll = quantifier === 'ForAllValues' || (quantifier === undefined && negated);
  return isForAll ? actual.every(holdsFor) : actual.some(holdsFor);
}

function moment(text: string): number {
  return /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text);
}

/** ARN patterns match part by part, so that `*` does not cross a colon. */
function arnMatches(expected: string, actual: string): boolean {
  const split = (arn: string) => {
    const parts = arn.split(':');
    return [...parts.slice(0, 5), parts.slice(5).join(':')];
  };
  const want = split(expected);
  const have = split(actual);
  return want.length === have.length && want.every((part, index) => matchesWildcard(part, have[index] ?? ''));
}

function inNetwork(expected: string, actual: string): boolean {
  const [network = '', bits = '32'] = expected.split('/');
  if (!isIPv4(network) || !isIPv4(actual)) return network === actual;
  const size = Number(bits);
  const mask = size === 0 ? 0 : (0xffffffff << (32 - size)) >>> 0;
  return (ipNumber(network) & mask) === (ipNumber(actual) & mask);
}

function ipNumber(address: string): number {
  return address.split('.').reduce((value, part) => value * 256 + Number(part), 0) >>> 0;
}
