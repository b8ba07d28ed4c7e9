import type { FieldProblem } from '#components/ui/field.tsx';

/** AWS refuses a policy in which this stands, so a forgotten one can open nothing. */
export const principalPlaceholder = 'arn:aws:iam::<account of Flowport>:role/<role of Flowport>';

type Principals = { principals: string[]; problem?: FieldProblem };

/**
 * Who may assume the deployer role, out of what an admin pastes: ARNs of roles or users, separated by spaces, commas or
 * lines. What `aws sts get-caller-identity` prints of a role is the ARN of one session; a trust policy wants the role.
 */
export function parsePrincipals(text: string): Principals {
  const words = text.split(/[\s,]+/).filter((word) => word !== '');
  const principals: string[] = [];
  for (const word of words) {
    const arn = roleOfSession(word) ?? word;
    if (!/^arn:aws:iam::\d{12}:(role|user)\/[\w+=,.@/-]+$/.test(arn)) return { principals: [], problem: notAnIdentity };
    if (!principals.includes(arn)) principals.push(arn);
  }
  return { principals };
}

const notAnIdentity: FieldProblem = {
  message: 'Not the ARN of a role or user.',
  remedy: 'Paste the Arn that aws sts get-caller-identity prints where Flowport runs.',
};

/** `arn:aws:sts::111122223333:assumed-role/name/session` names the role `name`; its path, if it has one, is lost. */
function roleOfSession(arn: string): string | undefined {
  const [, account, role] = /^arn:aws:sts::(\d{12}):assumed-role\/([\w+=,.@-]+)\/[^/]+$/.exec(arn) ?? [];
  return account && role ? `arn:aws:iam::${account}:role/${role}` : undefined;
}
