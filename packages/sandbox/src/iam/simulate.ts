/** SimulatePrincipalPolicy's judgement: each action on each resource, under the context that the caller imagines. */
import { listParameter, type Parameters } from '../http/query.ts';
import { element, text } from '../http/xml.ts';
import type { Authorizer } from './authorize.ts';
import type { Verdict } from './evaluate.ts';
import type { Principal } from './principal.ts';

const DECISION: Readonly<Record<Verdict, string>> = {
  allow: 'allowed',
  explicitDeny: 'explicitDeny',
  implicitDeny: 'implicitDeny',
};

export function simulatePolicy(
  authorizer: Authorizer,
  principal: Principal,
  request: { actions: readonly string[]; parameters: Parameters },
): string[] {
  const named = listParameter(request.parameters, 'ResourceArns');
  const resources = named.length === 0 ? ['*'] : named;
  const context = readContext(request.parameters);
  return request.actions.flatMap((action) =>
    resources.map((resource) =>
      element(
        'member',
        text('EvalActionName', action),
        text('EvalResourceName', resource),
        text('EvalDecision', DECISION[authorizer.judge(principal, { action, resource, context })]),
      ),
    ),
  );
}

function readContext(parameters: Parameters): Map<string, string[]> {
  const context = new Map<string, string[]>();
  for (let index = 1; ; index += 1) {
    const prefix = `ContextEntries.member.${index}`;
    const name = parameters.get(`${prefix}.ContextKeyName`);
    if (name === undefined) return context;
    context.set(name.toLowerCase(), listParameter(parameters, `${prefix}.ContextKeyValues`));
  }
}
