/**
 * Judges one action by a set of policies, as "Policy evaluation logic" of the IAM guide has it: an explicit Deny wins,
 * then any Allow, else it is denied implicitly. Which policies count, and how sets of them combine, is not decided here.
 */
import { conditionHolds, type RequestContext } from './conditions.ts';
import type { PolicyDocument, PrincipalMatch, Statement } from './policyDocument.ts';
import { literal, matchesWildcard } from './wildcard.ts';

export type Verdict = 'allow' | 'explicitDeny' | 'implicitDeny';

export type Judged = {
  /** `s3:GetObject`. */
  action: string;
  /** ARN; not looked at by statements without resources (trust policies). */
  resource: string;
  context: RequestContext;
  /** Names that a resource policy's Principal may use for the caller. Left out for identity policies. */
  principal?: PrincipalNames;
};

type PrincipalNames = {
  /** Account id, root ARN, and the caller's own ARNs; for a web identity none. */
  AWS: readonly string[];
  Federated: readonly string[];
};

export function evaluate(policies: readonly PolicyDocument[], judged: Judged): Verdict {
  let verdict: Verdict = 'implicitDeny';
  for (const policy of policies) {
    for (const statement of policy.statements) {
      if (!applies(statement, judged)) continue;
      if (statement.effect === 'Deny') return 'explicitDeny';
      verdict = 'allow';
    }
  }
  return verdict;
}

/** Whether a statement speaks of this very request. */
function applies(statement: Statement, judged: Judged): boolean {
  const { actions, resources, principals } = statement;
  const action = judged.action.toLowerCase();
  if (actions.patterns.some((p) => matchesWildcard(p.toLowerCase(), action)) === actions.negated) return false;
  if (resources !== undefined) {
    const matches = resources.patterns.some((pattern) => {
      const filled = fillVariables(pattern, judged.context);
      return filled !== undefined && matchesWildcard(filled, judged.resource);
    });
    if (matches === resources.negated) return false;
  }
  if (principals !== undefined && principalMatches(principals.match, judged.principal) === principals.negated) {
    return false;
  }
  return statement.conditions.every((condition) => {
    const filled = condition.values.map((value) => fillVariables(value, judged.context));
    return conditionHolds({ ...condition, values: filled.filter((value) => value !== undefined) }, judged.context);
  });
}

function principalMatches(match: PrincipalMatch, names: PrincipalNames | undefined): boolean {
  if (match === 'any') return true;
  if (names === undefined) return false;
  return (
    match.AWS.some((name) => names.AWS.includes(name)) || match.Federated.some((name) => names.Federated.includes(name))
  );
}

/**
 * Replaces `${aws:PrincipalTag/team}`, `${key, 'default'}`, `${*}`, `${?}`, `${$}`.
 * @returns undefined when a variable has no value: then the statement cannot match (IAM guide, "Policy variables")
 */
function fillVariables(text: string, context: RequestContext): string | undefined {
  if (!text.includes('${')) return text;
  let isComplete = true;
  const filled = text.replace(/\$\{([^}]*)\}/g, (_, inner: string) => {
    if (inner === '*') return literal('*');
    if (inner === '?') return literal('?');
    if (inner === '$') return '$';
    const [, name = '', fallback] = /^\s*([^,]*?)\s*(?:,\s*'(.*)'\s*)?$/.exec(inner) ?? [];
    const value = context.get(name.toLowerCase())?.[0] ?? fallback;
    if (value === undefined) isComplete = false;
    return literal(value ?? '');
  });
  return isComplete ? filled : undefined;
}
