import { z } from 'zod';
import type { StateDocument, StateInstance } from './stateDocument.ts';

/**
 * Attributes that the providers' schemas call sensitive, of the types that stacks are made of. The state does not say it
 * of them, so that whoever shows a state has to know; a test compares this with the providers' schemas.
 */
export const sensitiveAttributes: Readonly<Record<string, readonly string[]>> = {
  aws_acm_certificate: ['private_key'],
  aws_cognito_user_pool_client: ['client_secret'],
  aws_db_instance: ['password', 'password_wo'],
  aws_lb_listener: ['default_action.authenticate_oidc.client_secret'],
  aws_lb_listener_rule: ['action.authenticate_oidc.client_secret'],
  aws_secretsmanager_secret_version: ['secret_binary', 'secret_string', 'secret_string_wo'],
  helm_release: ['repository_password', 'set_sensitive.value'],
  kubernetes_secret_v1: ['binary_data', 'binary_data_wo', 'data', 'data_wo'],
  random_password: ['bcrypt_hash', 'result'],
};

/** What is named like a secret is one, whatever a schema that we do not know says of it. */
const secretName = /(^|_)(password|passwd|secret|secret_key|private_key|token|credentials?)$/;

/** A step of a path: the name of an attribute or key, or the position in a list. */
export type PathStep = string | number;

const stepSchema = z.union([
  z.object({ type: z.literal('get_attr'), value: z.string() }).transform(({ value }): string | null => value),
  z.looseObject({ type: z.literal('index') }).transform((): string | null => null),
]);
const markedPathsSchema = z.array(z.array(stepSchema).transform((steps) => steps.filter((step) => step !== null)));

/**
 * Whether the value at a path of an instance is sensitive: by the state itself, by the schema, or by its name. Where the
 * state's own marks cannot be read, everything is.
 */
export function sensitivityOf(type: string, instance: StateInstance): (path: readonly PathStep[]) => boolean {
  const marked = markedPathsSchema.safeParse(instance.sensitive_attributes ?? []);
  if (!marked.success) return () => true;
  const known = (sensitiveAttributes[type] ?? []).map((path) => path.split('.'));
  const paths = [...marked.data, ...known];
  return (path) => {
    const names = path.filter((step) => typeof step === 'string');
    return names.some((name) => secretName.test(name)) || paths.some((marks) => isWithin(names, marks));
  };
}

/** At or below the marked place; also above it, as a value that holds a secret is one. */
function isWithin(names: readonly string[], marks: readonly string[]): boolean {
  return marks.slice(0, names.length).every((mark, index) => mark === names[index]);
}

/** A shorter text is found in others by chance. */
const secretCharactersMin = 6;

/** Every text that is sensitive somewhere in a state, so that it can be told where else it stands: in a URL, in a chart's values. */
export function secretsOf(state: StateDocument): Set<string> {
  const secrets = new Set<string>();
  const add = (value: unknown) => {
    visitLeaves(value, (leaf) => {
      if (typeof leaf === 'string' && leaf.length >= secretCharactersMin) secrets.add(leaf);
    });
  };
  for (const output of Object.values(state.outputs)) if (output.sensitive) add(output.value);
  for (const block of state.resources) {
    for (const instance of block.instances) {
      const isSensitive = sensitivityOf(block.type, instance);
      visitLeaves(instance.attributes ?? {}, (leaf, path) => {
        if (isSensitive(path)) add(leaf);
      });
    }
  }
  return secrets;
}

/** Calls `visit` with every value that is no list and no object; an empty one of those counts as a value. */
export function visitLeaves(
  value: unknown,
  visit: (leaf: unknown, path: readonly PathStep[]) => void,
  path: readonly PathStep[] = [],
): void {
  const parts: [PathStep, unknown][] = Array.isArray(value)
    ? value.map((part, index) => [index, part])
    : typeof value === 'object' && value !== null
      ? Object.entries(value)
      : [];
  if (parts.length === 0) visit(value, path);
  for (const [step, part] of parts) visitLeaves(part, visit, [...path, step]);
}
