import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AwsError } from '../http/awsError.ts';
import { conditionHolds } from './conditions.ts';
import { evaluate } from './evaluate.ts';
import { parsePolicy } from './policyDocument.ts';
import { matchesWildcard } from './wildcard.ts';

const identity = (...Statement: unknown[]) =>
  parsePolicy(JSON.stringify({ Version: '2012-10-17', Statement }), 'identity');

const judge = (
  statements: unknown[],
  action: string,
  resource: string,
  context: Record<string, string | string[]> = {},
) =>
  evaluate([identity(...statements)], {
    action,
    resource,
    context: new Map(Object.entries(context).map(([key, value]) => [key.toLowerCase(), [value].flat()])),
  });

const allow = (more: Record<string, unknown>) => ({ Effect: 'Allow', Action: '*', Resource: '*', ...more });
const deny = (more: Record<string, unknown>) => ({ Effect: 'Deny', Action: '*', Resource: '*', ...more });

test('nothing said is denied implicitly, an allow allows, a deny wins wherever it stands', () => {
  expect(judge([], 's3:GetObject', 'r')).toBe('implicitDeny');
  expect(judge([allow({})], 's3:GetObject', 'r')).toBe('allow');
  expect(judge([deny({ Action: 's3:*' }), allow({})], 's3:GetObject', 'r')).toBe('explicitDeny');
  expect(judge([allow({}), deny({ Action: 's3:*' })], 's3:GetObject', 'r')).toBe('explicitDeny');
});

test.each([
  ['actions ignore case', { Action: 'S3:getobject' }, true],
  ['actions take wildcards', { Action: 's3:Get*' }, true],
  ['other actions do not match', { Action: ['s3:Put*', 's3:List*'] }, false],
  ['NotAction matches all others', { Action: undefined, NotAction: 's3:Put*' }, true],
  ['NotAction excludes', { Action: undefined, NotAction: 's3:*' }, false],
  ['resources take wildcards', { Resource: 'arn:aws:s3:::b/a/*' }, true],
  ['resources respect case', { Resource: 'arn:aws:s3:::B/*' }, false],
  ['a question mark is one character', { Resource: 'arn:aws:s3:::b/a/?' }, true],
  ['NotResource excludes', { Resource: undefined, NotResource: 'arn:aws:s3:::b/*' }, false],
])('%s', (_, statement, isAllowed) => {
  expect(judge([allow(statement)], 's3:GetObject', 'arn:aws:s3:::b/a/1')).toBe(isAllowed ? 'allow' : 'implicitDeny');
});

test('a policy variable is filled from the request, and cannot smuggle a wildcard in', () => {
  const statement = allow({ Resource: 'arn:aws:s3:::b/${aws:PrincipalTag/team}/*' });
  const read = (team?: string) =>
    judge(
      [statement],
      's3:GetObject',
      'arn:aws:s3:::b/a/1',
      team === undefined ? {} : { 'aws:PrincipalTag/team': team },
    );
  expect(read('a')).toBe('allow');
  expect(read('b')).toBe('implicitDeny');
  expect(read('*')).toBe('implicitDeny');
  expect(read()).toBe('implicitDeny');
  const fallback = allow({ Resource: "arn:aws:s3:::b/${aws:PrincipalTag/team, 'a'}/*" });
  expect(judge([fallback], 's3:GetObject', 'arn:aws:s3:::b/a/1')).toBe('allow');
});

test.each<[string, string[], string[] | undefined, boolean]>([
  ['StringEquals', ['a', 'b'], ['b'], true],
  ['StringEquals', ['a'], ['A'], false],
  ['StringEquals', ['a'], undefined, false],
  ['StringEqualsIfExists', ['a'], undefined, true],
  ['StringNotEquals', ['a'], ['b'], true],
  ['StringNotEquals', ['a', 'b'], ['b'], false],
  ['StringNotEquals', ['a'], undefined, true],
  ['StringEqualsIgnoreCase', ['a'], ['A'], true],
  ['StringLike', ['metaflow/*'], ['metaflow/x'], true],
  ['StringLike', ['metaflow/?'], ['metaflow/xy'], false],
  ['StringNotLike', ['m*'], ['x'], true],
  ['Bool', ['false'], ['False'], true],
  ['Bool', ['false'], ['true'], false],
  ['BoolIfExists', ['true'], undefined, true],
  ['Null', ['true'], undefined, true],
  ['Null', ['false'], ['x'], true],
  ['Null', ['false'], undefined, false],
  ['NumericLessThanEquals', ['10'], ['10'], true],
  ['NumericGreaterThan', ['10'], ['9'], false],
  ['DateGreaterThan', ['2024-01-01T00:00:00Z'], ['2024-01-02T00:00:00Z'], true],
  ['IpAddress', ['10.0.0.0/8'], ['10.1.2.3'], true],
  ['IpAddress', ['10.0.0.0/8'], ['11.1.2.3'], false],
  ['NotIpAddress', ['10.0.0.0/8'], ['11.1.2.3'], true],
  ['ArnLike', ['arn:aws:iam::*:role/a*'], ['arn:aws:iam::1:role/abc'], true],
  ['ArnLike', ['arn:aws:*:role/abc'], ['arn:aws:iam::1:role/abc'], false],
  ['ForAllValues:StringEquals', ['a', 'b'], ['a', 'b'], true],
  ['ForAllValues:StringEquals', ['a'], ['a', 'b'], false],
  ['ForAllValues:StringEquals', ['a'], undefined, true],
  ['ForAnyValue:StringEquals', ['a'], ['a', 'b'], true],
  ['ForAnyValue:StringEquals', ['a'], undefined, false],
])('%s %j against %j is %s', (operator, values, actual, expected) => {
  const context = new Map(actual === undefined ? [] : [['key', actual]]);
  expect(conditionHolds({ operator, key: 'key', values }, context)).toBe(expected);
});

test.each([
  ['no JSON', '{', /invalid Json/],
  ['a principal', { Statement: [allow({ Principal: '*' })] }, /should not specify a principal/],
  ['no resource', { Statement: [{ Effect: 'Allow', Action: 's3:*' }] }, /must contain resources/],
  ['no action', { Statement: [{ Effect: 'Allow', Resource: '*' }] }, /must contain actions/],
  ['an action without a service', { Statement: [allow({ Action: 'GetObject' })] }, /prefaced by a vendor/],
  ['an unknown operator', { Statement: [allow({ Condition: { StringSame: { a: 'b' } } })] }, /Invalid Condition type/],
  ['an unknown field', { Statement: [allow({ Actions: '*' })] }, /Unknown field Actions/],
])('an identity policy with %s is malformed', (_, document, message) => {
  const json = typeof document === 'string' ? document : JSON.stringify(document);
  const parse = () => parsePolicy(json, 'identity');
  expect(parse).toThrow(AwsError);
  expect(parse).toThrow(message);
});

test('wildcards agree with the regular expression they stand for', () => {
  const letters = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?', '/'), maxLength: 8 });
  const value = fc.string({ unit: fc.constantFrom('a', 'b', '/', '.'), maxLength: 10 });
  fc.assert(
    fc.property(letters, value, (pattern, text) => {
      const expression = pattern.replaceAll('/', '\\/').replaceAll('*', '[^]*').replaceAll('?', '[^]');
      expect(matchesWildcard(pattern, text)).toBe(new RegExp(`^(?:${expression})$`).test(text));
    }),
    { numRuns: 2000 },
  );
});
