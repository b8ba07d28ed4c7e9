/**
 * Renders `aws_iam_policy_document` as the real data source does: single values as strings, several as arrays in descending order,
 * `&{…}` as AWS variables, indented by two. Source: the provider's documentation of the data source.
 */
import type { DataSourceBehaviour } from '../../providers/behaviour.ts';
import { ProviderError } from '../../providers/problems.ts';
import type { TfObject, TfValue } from '../../providers/wire/values.ts';
import { blocks, text, texts } from '../attributes.ts';

type Statement = Record<string, unknown>;
type Document = { Version: string; Id?: string; Statement: Statement[] };

export const policyDocument: DataSourceBehaviour = {
  type: 'aws_iam_policy_document',
  read: (_session, config) => {
    const own = ownDocument(config);
    const sources = [text(config.source_json), ...texts(config.source_policy_documents)];
    const overrides = [...texts(config.override_policy_documents), text(config.override_json)];
    const merged: Document = { Version: own.Version, Statement: [] };
    if (own.Id !== undefined) merged.Id = own.Id;
    const parse = (given: string) => parseDocument(given);
    merged.Statement = [
      ...sources.filter((given) => given !== '').flatMap((given) => parse(given).Statement),
      ...own.Statement,
    ];
    for (const given of overrides.filter((one) => one !== '')) override(merged.Statement, parse(given).Statement);
    const json = JSON.stringify(merged, null, 2);
    return {
      json,
      minified_json: JSON.stringify(merged),
      id: String(hash(json)),
      version: merged.Version,
    };
  },
};

function ownDocument(config: TfObject): Document {
  const id = text(config.policy_id);
  const statements = blocks(config.statement).map(renderStatement);
  const sids = statements.map((statement) => statement.Sid).filter((sid) => sid !== undefined && sid !== '');
  const repeated = sids.find((sid, index) => sids.indexOf(sid) !== index);
  if (repeated !== undefined) throw new ProviderError(`duplicate Sid (${String(repeated)}) in policy document`);
  return { Version: text(config.version) || '2012-10-17', ...(id !== '' && { Id: id }), Statement: statements };
}

function renderStatement(statement: TfObject): Statement {
  const sid = text(statement.sid);
  const conditions = renderConditions(blocks(statement.condition));
  return {
    ...(sid !== '' && { Sid: sid }),
    Effect: text(statement.effect) || 'Allow',
    ...renderList('Action', statement.actions),
    ...renderList('NotAction', statement.not_actions),
    ...renderList('Resource', statement.resources),
    ...renderList('NotResource', statement.not_resources),
    ...renderPrincipals('Principal', blocks(statement.principals)),
    ...renderPrincipals('NotPrincipal', blocks(statement.not_principals)),
    ...(conditions !== undefined && { Condition: conditions }),
  };
}

function renderList(name: string, value: TfValue | undefined): Statement {
  const items = descending(texts(value).map(variables));
  return items.length === 0 ? {} : { [name]: single(items) };
}

function renderPrincipals(name: string, principals: TfObject[]): Statement {
  if (principals.length === 0) return {};
  const byType = new Map<string, string[]>();
  for (const principal of principals) {
    const type = text(principal.type);
    byType.set(type, [...(byType.get(type) ?? []), ...texts(principal.identifiers).map(variables)]);
  }
  const all = byType.get('*');
  if (byType.size === 1 && all?.length === 1 && all[0] === '*') return { [name]: '*' };
  return {
    [name]: Object.fromEntries([...byType].sort(byKey).map(([type, items]) => [type, single(descending(items))])),
  };
}

function renderConditions(conditions: TfObject[]): Record<string, Record<string, unknown>> | undefined {
  if (conditions.length === 0) return undefined;
  const tests = new Map<string, Map<string, string[]>>();
  for (const condition of conditions) {
    const test = text(condition.test);
    const variable = text(condition.variable);
    const byVariable = tests.get(test) ?? new Map<string, string[]>();
    byVariable.set(variable, [...(byVariable.get(variable) ?? []), ...texts(condition.values).map(variables)]);
    tests.set(test, byVariable);
  }
  return Object.fromEntries(
    [...tests]
      .sort(byKey)
      .map(([test, byVariable]) => [
        test,
        Object.fromEntries([...byVariable].sort(byKey).map(([variable, values]) => [variable, single(values)])),
      ]),
  );
}

const byKey = ([left]: [string, unknown], [right]: [string, unknown]) => (left < right ? -1 : left > right ? 1 : 0);

/** The real data source sorts actions, resources and identifiers so. */
function descending(items: string[]): string[] {
  return items.sort().reverse();
}

function single(items: string[]): string | string[] {
  return items.length === 1 ? (items[0] ?? '') : items;
}

/** `&{aws:username}` stands for `${aws:username}`, which Terraform would interpolate. */
function variables(value: string): string {
  return value.replaceAll('&{', '${');
}

function parseDocument(given: string): Document {
  let parsed: unknown;
  try {
    parsed = JSON.parse(given);
  } catch (cause) {
    throw new ProviderError('merging policy documents: a source is not valid JSON', String(cause));
  }
  if (typeof parsed !== 'object' || parsed === null) throw new ProviderError('a policy document is not an object');
  const statement = 'Statement' in parsed ? parsed.Statement : [];
  return { Version: '2012-10-17', Statement: Array.isArray(statement) ? statement : [statement as Statement] };
}

/** A statement with the same Sid is replaced, every other one is added. */
function override(statements: Statement[], replacements: Statement[]): void {
  for (const replacement of replacements) {
    const index = statements.findIndex((statement) => statement.Sid !== undefined && statement.Sid === replacement.Sid);
    if (index < 0) statements.push(replacement);
    else statements[index] = replacement;
  }
}

function hash(value: string): number {
  let result = 0;
  for (const letter of value) result = (Math.imul(result, 31) + (letter.codePointAt(0) ?? 0)) >>> 0;
  return result;
}
