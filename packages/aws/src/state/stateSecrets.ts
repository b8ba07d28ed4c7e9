import { isOpenName } from '@flowport/domain';
import type { StateFile } from './stateFile.ts';

/** Of attributes that providers make or take secrets by, where a state of an older Terraform marks nothing. */
const secretName =
  /(?:^|_)(?:password|passwd|passphrase|secret|secret_key|secret_string|secret_binary|token|private_key|private_key_pem|bcrypt_hash|sensitive)$/i;
/** What is the secret itself in a resource that is there for nothing else. */
const secretAttributes: Readonly<Record<string, readonly string[]>> = {
  random_password: ['result', 'bcrypt_hash'],
  kubernetes_secret: ['data', 'binary_data'],
  kubernetes_secret_v1: ['data', 'binary_data'],
  helm_release: ['set_sensitive', 'repository_password'],
};

/**
 * Every text in a state that is nobody's business: values of sensitive outputs, and of attributes that Terraform marks or
 * that are secrets by their name. For what hides them elsewhere; they are never stored.
 */
export function stateSecrets(state: StateFile): Set<string> {
  const secrets = new Set<string>();
  for (const { type, instances } of state.resources) {
    const own = Object.hasOwn(secretAttributes, type) ? (secretAttributes[type] ?? []) : [];
    for (const { attributes, sensitive_attributes: marks } of instances) {
      for (const path of marks ?? []) collect(valueAt(attributes, path), secrets);
      for (const name of own) collect(attributes?.[name], secrets);
      collectByName((name) => secretName.test(name), attributes, secrets);
    }
  }
  const open = openNames(state);
  for (const text of outputSecrets(state)) if (!open.has(text)) secrets.add(text);
  return secrets;
}

function outputSecrets(state: StateFile): Set<string> {
  const found = new Set<string>();
  for (const [name, { sensitive, value }] of Object.entries(state.outputs)) {
    if (sensitive && !isOpenName(name)) collect(value, found);
  }
  return found;
}

/** Ids and names of resources, which outputs that CDKTF calls sensitive repeat. */
function openNames(state: StateFile): Set<string> {
  const found = new Set<string>();
  for (const { instances } of state.resources) {
    for (const { attributes } of instances) collectByName(isOpenName, attributes, found);
  }
  return found;
}

function collectByName(isMeant: (name: string) => boolean, value: unknown, found: Set<string>): void {
  if (Array.isArray(value)) {
    for (const element of value) collectByName(isMeant, element, found);
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, part] of Object.entries(value)) {
      if (isMeant(name)) collect(part, found);
      else collectByName(isMeant, part, found);
    }
  }
}

function collect(value: unknown, secrets: Set<string>): void {
  if (typeof value === 'string') {
    if (value !== '') secrets.add(value);
  } else if (typeof value === 'object' && value !== null) {
    for (const part of Object.values(value)) collect(part, secrets);
  }
}

type Path = NonNullable<StateFile['resources'][number]['instances'][number]['sensitive_attributes']>[number];

function valueAt(root: unknown, path: Path): unknown {
  let value = root;
  for (const { value: step } of path) {
    const key = typeof step === 'object' ? step.value : step;
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = Reflect.get(value, key);
  }
  return value;
}
