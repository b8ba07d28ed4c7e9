import type { AttributeChange, PlanChange } from '../plan/plan.ts';
import { type PathStep, secretsOf, sensitivityOf, visitLeaves } from './sensitivePaths.ts';
import {
  blockAddress,
  type StateDocument,
  type StateEntry,
  type StateInstance,
  stateEntries,
} from './stateDocument.ts';

/** What lies between two versions of a state. Changes have the form of a plan's, so that they are read like one. */
export type StateDifference = {
  changes: PlanChange[];
  /** Outputs that were added, removed or changed, by name: their values may be secrets. */
  outputsChanged: string[];
  unchanged: number;
};

/**
 * From one version of a layer's state to another: resources that came, went and changed, with their attributes. Sensitive
 * values are in no case part of it.
 */
export function compareStates(before: StateDocument, after: StateDocument): StateDifference {
  const secrets = new Set([...secretsOf(before), ...secretsOf(after)]);
  const old = new Map(stateEntries(before).map((entry) => [entry.key, entry]));
  const young = new Map(stateEntries(after).map((entry) => [entry.key, entry]));
  const changes: PlanChange[] = [];
  let unchanged = 0;
  for (const key of [...new Set([...old.keys(), ...young.keys()])].sort()) {
    const [was, is] = [old.get(key), young.get(key)];
    const entry = is ?? was;
    if (!entry) continue;
    const attributes = attributeChanges(entry.type, { was: was?.instance, is: is?.instance, secrets });
    if (was && is && attributes.length === 0) unchanged += 1;
    else changes.push(changeOf(entry, { action: !was ? 'create' : !is ? 'delete' : 'update', attributes }));
  }
  return { changes, outputsChanged: changedOutputs(before, after), unchanged };
}

function changeOf(entry: StateEntry, { action, attributes }: Pick<PlanChange, 'action' | 'attributes'>): PlanChange {
  const { block, key, type } = entry;
  const provider = /"(?:[^"/]+\/)*([^"/]+)"/.exec(block.provider)?.[1] ?? block.provider;
  return {
    address: key,
    type,
    name: blockAddress(block).slice(blockAddress(block).lastIndexOf('.') + 1),
    provider,
    action,
    importId: null,
    reason: null,
    marks: [],
    attributes,
  };
}

type Sides = { was: StateInstance | undefined; is: StateInstance | undefined; secrets: ReadonlySet<string> };

function attributeChanges(type: string, { was, is, secrets }: Sides): AttributeChange[] {
  const before = leavesOf(was);
  const after = leavesOf(is);
  const marked = [was, is].flatMap((instance) => (instance ? [sensitivityOf(type, instance)] : []));
  const changes: AttributeChange[] = [];
  for (const name of new Set([...before.keys(), ...after.keys()])) {
    const [left, right] = [before.get(name), after.get(name)];
    if (left && right && Object.is(left.value, right.value)) continue;
    const path = right?.path ?? left?.path ?? [];
    const isSensitive =
      marked.some((isMarked) => isMarked(path)) ||
      holdsSecret(left?.value, secrets) ||
      holdsSecret(right?.value, secrets);
    changes.push({
      path: name,
      ...(isSensitive || left === undefined ? {} : { before: left.value }),
      ...(isSensitive || right === undefined ? {} : { after: right.value }),
      sensitive: isSensitive,
      unknown: false,
      forcesReplacement: false,
    });
  }
  return changes;
}

type Leaf = { path: readonly PathStep[]; value: string | number | boolean | null };

/** By their written path. An attribute that is null or an empty list says nothing, and is no change from not being there. */
function leavesOf(instance: StateInstance | undefined): Map<string, Leaf> {
  const leaves = new Map<string, Leaf>();
  if (!instance) return leaves;
  visitLeaves(instance.attributes ?? {}, (value, path) => {
    if (value === null || value === undefined || typeof value === 'object') return;
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
      leaves.set(written(path), { path, value });
    }
  });
  if (instance.status !== undefined) leaves.set('(status)', { path: ['(status)'], value: instance.status });
  return leaves;
}

/** Dotted, with [n] for what is in a list. */
function written(path: readonly PathStep[]): string {
  return path.reduce<string>(
    (text, step) => (typeof step === 'number' ? `${text}[${step}]` : text === '' ? step : `${text}.${step}`),
    '',
  );
}

function holdsSecret(value: unknown, secrets: ReadonlySet<string>): boolean {
  if (typeof value !== 'string') return false;
  for (const secret of secrets) if (value.includes(secret)) return true;
  return false;
}

function changedOutputs(before: StateDocument, after: StateDocument): string[] {
  const names = new Set([...Object.keys(before.outputs), ...Object.keys(after.outputs)]);
  return [...names]
    .filter((name) => JSON.stringify(before.outputs[name]?.value) !== JSON.stringify(after.outputs[name]?.value))
    .sort();
}
