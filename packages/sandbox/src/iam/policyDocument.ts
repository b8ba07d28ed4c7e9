/** IAM policy documents, read into one regular shape. Grammar: "IAM JSON policy element reference". */
import { AwsError } from '../http/awsError.ts';
import { isConditionOperator } from './conditions.ts';

export type PrincipalMatch = 'any' | { AWS: string[]; Federated: string[]; Service: string[]; CanonicalUser: string[] };

export type Statement = {
  sid?: string;
  effect: 'Allow' | 'Deny';
  actions: { negated: boolean; patterns: string[] };
  /** Absent in trust policies, where the role itself is meant. */
  resources?: { negated: boolean; patterns: string[] };
  /** Present in resource and trust policies alone. */
  principals?: { negated: boolean; match: PrincipalMatch };
  /** operator → condition key (lower case) → values. */
  conditions: Array<{ operator: string; key: string; values: string[] }>;
};

export type PolicyDocument = { statements: Statement[] };

type PolicyKind = 'identity' | 'trust' | 'resource';

// Policies are parsed on each authorized call; the documents hardly ever change.
const parsed = new Map<string, PolicyDocument>();

/**
 * @param json the document as a string, as IAM stores it
 * @throws AwsError MalformedPolicyDocument with what is wrong, in IAM's form
 */
export function parsePolicy(json: string, kind: PolicyKind): PolicyDocument {
  const id = `${kind}\n${json}`;
  const known = parsed.get(id);
  if (known !== undefined) return known;
  let document: unknown;
  try {
    document = JSON.parse(json);
  } catch (cause) {
    throw malformed('This policy contains invalid Json', cause);
  }
  const policy = readDocument(document, kind);
  if (parsed.size > 1000) parsed.clear();
  parsed.set(id, policy);
  return policy;
}

function readDocument(document: unknown, kind: PolicyKind): PolicyDocument {
  if (!isRecord(document)) throw malformed('Syntax errors in policy.');
  checkKeys(document, ['Version', 'Id', 'Statement']);
  if (document.Version !== undefined && document.Version !== '2012-10-17' && document.Version !== '2008-10-17') {
    throw malformed('The policy must contain a valid version string');
  }
  const statements = Array.isArray(document.Statement) ? document.Statement : [document.Statement];
  return { statements: statements.map((statement) => readStatement(statement, kind)) };
}

function readStatement(statement: unknown, kind: PolicyKind): Statement {
  if (!isRecord(statement)) throw malformed('Syntax errors in policy.');
  checkKeys(statement, [
    'Sid',
    'Effect',
    'Action',
    'NotAction',
    'Resource',
    'NotResource',
    'Principal',
    'NotPrincipal',
    'Condition',
  ]);
  const { Sid: sid, Effect: effect } = statement;
  if (effect !== 'Allow' && effect !== 'Deny') throw malformed(`Invalid effect: ${String(effect)}`);
  const actions = oneOf(statement, 'Action', 'NotAction');
  if (actions === undefined) throw malformed('Policy statement must contain actions.');
  for (const action of actions.patterns) checkAction(action);
  const resources = oneOf(statement, 'Resource', 'NotResource');
  if (kind === 'trust' && resources !== undefined) throw malformed('Has prohibited field Resource');
  if (kind !== 'trust' && resources === undefined) throw malformed('Policy statement must contain resources.');
  const principals = readPrincipals(statement);
  if (kind === 'identity' && principals !== undefined)
    throw malformed('Policy document should not specify a principal.');
  if (kind !== 'identity' && principals === undefined) throw malformed('Missing required field Principal');
  return {
    ...(typeof sid === 'string' ? { sid } : {}),
    effect,
    actions,
    ...(resources === undefined ? {} : { resources }),
    ...(principals === undefined ? {} : { principals }),
    conditions: readConditions(statement.Condition),
  };
}

function checkAction(action: string): void {
  if (action === '*' || /^[a-zA-Z0-9-]+:[a-zA-Z0-9*?]+$/.test(action)) return;
  throw malformed(
    action.includes(':')
      ? `Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc. (${action})`
      : 'Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.',
  );
}

function readPrincipals(statement: Record<string, unknown>): Statement['principals'] {
  const negated = statement.NotPrincipal !== undefined;
  const value = negated ? statement.NotPrincipal : statement.Principal;
  if (value === undefined) return undefined;
  if (value === '*') return { negated, match: 'any' };
  if (!isRecord(value)) throw malformed('Invalid principal in policy');
  checkKeys(value, ['AWS', 'Federated', 'Service', 'CanonicalUser']);
  const listOf = (name: string) =>
    value[name] === undefined ? [] : strings(value[name], 'Invalid principal in policy');
  const match = {
    AWS: listOf('AWS'),
    Federated: listOf('Federated'),
    Service: listOf('Service'),
    CanonicalUser: listOf('CanonicalUser'),
  };
  return { negated, match: match.AWS.includes('*') ? 'any' : match };
}

function readConditions(condition: unknown): Statement['conditions'] {
  if (condition === undefined) return [];
  if (!isRecord(condition)) throw malformed('Syntax errors in policy.');
  return Object.entries(condition).flatMap(([operator, keys]) => {
    if (!isConditionOperator(operator)) throw malformed(`Invalid Condition type : ${operator}.`);
    if (!isRecord(keys)) throw malformed('Syntax errors in policy.');
    return Object.entries(keys).map(([key, value]) => ({
      operator,
      key: key.toLowerCase(),
      values: strings(value, 'Syntax errors in policy.'),
    }));
  });
}

function oneOf(
  statement: Record<string, unknown>,
  name: string,
  negatedName: string,
): { negated: boolean; patterns: string[] } | undefined {
  if (statement[name] !== undefined && statement[negatedName] !== undefined) {
    throw malformed(`Statement cannot contain both ${name} and ${negatedName}`);
  }
  if (statement[name] !== undefined)
    return { negated: false, patterns: strings(statement[name], 'Syntax errors in policy.') };
  if (statement[negatedName] === undefined) return undefined;
  return { negated: true, patterns: strings(statement[negatedName], 'Syntax errors in policy.') };
}

function strings(value: unknown, complaint: string): string[] {
  const list = Array.isArray(value) ? value : [value];
  return list.map((item) => {
    if (typeof item === 'string') return item;
    if (typeof item === 'boolean' || typeof item === 'number') return String(item);
    throw malformed(complaint);
  });
}

function checkKeys(record: Record<string, unknown>, allowed: readonly string[]): void {
  const unknown = Object.keys(record).find((key) => !allowed.includes(key));
  if (unknown !== undefined) throw malformed(`Syntax errors in policy. Unknown field ${unknown}`);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function malformed(message: string, cause?: unknown): AwsError {
  return new AwsError('MalformedPolicyDocument', 400, message, cause === undefined ? {} : { cause });
}
