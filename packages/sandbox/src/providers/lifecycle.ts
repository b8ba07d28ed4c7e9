/** Create, update, delete, read and import of one object, the same for every type. */
import { AwsError } from '../http/awsError.ts';
import type { Operation } from '../latency/latency.ts';
import type { BlockSchema } from '../schemas/schema.ts';
import type { CloudObject, ObjectKey } from '../store/objects.ts';
import type { ResourceBehaviour } from './behaviour.ts';
import { fillBlock, withoutUnknowns } from './fill.ts';
import { ProviderError } from './problems.ts';
import type { Provider } from './provider.ts';
import { conformBlock, type TfObject } from './wire/values.ts';
import type { Session } from './world.ts';

export type Subject = { provider: Provider; session: Session; behaviour: ResourceBehaviour; block: BlockSchema };

/** Fails with the state that exists when the object was made but the operation did not end well: Terraform taints it. */
export class PartialApply extends Error {
  readonly state: TfObject;

  constructor(state: TfObject, cause: unknown) {
    super('the object exists, but the operation did not end', { cause });
    this.state = state;
  }
}

export async function createObject(subject: Subject, planned: TfObject, signal: AbortSignal): Promise<TfObject> {
  const { session, behaviour, block } = subject;
  const { world } = session;
  world.faults.check(behaviour.type, 'create', planned);
  const input = withoutUnknowns(planned);
  const state = world.store.transaction(() => {
    const id = behaviour.id(input, session);
    const place = behaviour.place === 'state' ? undefined : subject.provider.locate(session, behaviour, input);
    if (place !== undefined && behaviour.taken !== undefined) {
      const key = { ...place, type: behaviour.type, id: behaviour.key?.(input) ?? id };
      const refusal = world.store.get(key) === undefined ? undefined : behaviour.taken(id, input);
      if (refusal !== undefined) throw refusal;
    }
    const computed = behaviour.create?.(session, input, id) ?? {};
    const attributes = fillBlock(block, planned, { id, ...computed }, null);
    if (place !== undefined) {
      const object: CloudObject = {
        ...place,
        type: behaviour.type,
        id: behaviour.key?.(attributes) ?? id,
        attributes,
        createdAt: world.clock().toISOString(),
      };
      world.store.put(object);
      world.consistency.begin(object);
      world.operations.created(session, object, { input, terraformId: id });
      behaviour.created?.(session, object);
    }
    return attributes;
  });
  await finish(subject, 'create', state, signal);
  return state;
}

export async function updateObject(
  subject: Subject,
  planned: TfObject,
  prior: TfObject,
  signal: AbortSignal,
): Promise<TfObject> {
  const { session, behaviour, block } = subject;
  const { world } = session;
  world.faults.check(behaviour.type, 'update', planned);
  const state = world.store.transaction(() => {
    const computed = behaviour.update?.(session, withoutUnknowns(planned), prior) ?? {};
    const attributes = fillBlock(block, planned, computed, prior);
    if (behaviour.place !== 'state') {
      const existing = findObject(subject, prior);
      if (existing === undefined) throw vanished(behaviour, prior);
      const object = { ...existing, attributes: { ...existing.attributes, ...attributes } };
      world.store.put(object);
      behaviour.updated?.(session, object, prior);
    }
    return attributes;
  });
  await finish(subject, 'update', state, signal);
  return state;
}

/** Deleting what is gone already is a success, as with the real providers. */
export async function deleteObject(subject: Subject, prior: TfObject, signal: AbortSignal): Promise<void> {
  const { session, behaviour } = subject;
  const { world } = session;
  if (behaviour.place === 'state') return;
  world.faults.check(behaviour.type, 'delete');
  const object = findObject(subject, prior);
  if (object === undefined) return;
  // What only Terraform's state knows (`skip_final_snapshot`, `force_destroy`) decides how to delete.
  const known = { ...object, attributes: { ...object.attributes, ...stateOnlyValues(behaviour, prior) } };
  await whenUnblocked(session, signal, () => behaviour.remove?.(session, known));
  try {
    await world.latency.wait(behaviour.type, 'delete', signal);
  } finally {
    // AWS goes on deleting when nobody waits for it any more.
    world.store.transaction(() => {
      world.store.remove(object);
      world.operations.deleted(session, object, String(prior.id ?? ''));
      behaviour.removed?.(session, known);
    });
  }
}

/** Null when the object is gone. */
export async function readObject(subject: Subject, current: TfObject, signal: AbortSignal): Promise<TfObject | null> {
  const { session, behaviour, block } = subject;
  if (behaviour.place === 'state') return current;
  session.world.faults.check(behaviour.type, 'read');
  await session.world.latency.wait(behaviour.type, 'read', signal);
  const object = findObject(subject, current);
  if (object === undefined) return null;
  return conformBlock({ ...observed(session, behaviour, object), ...stateOnlyValues(behaviour, current) }, block);
}

export function importObject(subject: Subject, given: string): TfObject {
  const { session, behaviour, block } = subject;
  if (behaviour.place === 'state') {
    if (behaviour.importState === undefined) throw notImportable(behaviour.type);
    return conformBlock(behaviour.importState(given), block);
  }
  const id = behaviour.importId === undefined ? given : behaviour.importId(given, session);
  const place = subject.provider.locate(session, behaviour, {});
  const object = session.world.store.get({ ...place, type: behaviour.type, id });
  if (object === undefined) {
    throw new ProviderError(
      'Cannot import non-existent remote object',
      `While attempting to import an existing object to ${behaviour.type} "${given}", the provider detected that no ` +
        'object exists with the given id. Only pre-existing objects can be imported; check that the id is correct and ' +
        "that it is associated with the provider's configured region or endpoint.",
    );
  }
  const state = observed(session, behaviour, object);
  for (const name of behaviour.stateOnly ?? []) state[name] = behaviour.imported?.[name] ?? null;
  if ('timeouts' in (block.blocks ?? {})) state.timeouts = null;
  return conformBlock(state, block);
}

function notImportable(type: string): ProviderError {
  return new ProviderError(`resource ${type} doesn't support import`);
}

function observed(session: Session, behaviour: ResourceBehaviour, object: CloudObject): TfObject {
  // The store holds plain JSON that this module put there.
  const attributes = object.attributes as TfObject;
  return { ...attributes, ...behaviour.read?.(session, object) };
}

function stateOnlyValues(behaviour: ResourceBehaviour, state: TfObject): TfObject {
  const names = [...(behaviour.stateOnly ?? []), 'timeouts'];
  return Object.fromEntries(names.flatMap((name) => (name in state ? [[name, state[name] ?? null]] : [])));
}

function findObject({ provider, session, behaviour }: Subject, state: TfObject): CloudObject | undefined {
  const id = behaviour.key?.(state) ?? (typeof state.id === 'string' ? state.id : behaviour.id(state, session));
  const key: ObjectKey = { ...provider.locate(session, behaviour, state), type: behaviour.type, id };
  return session.world.store.get(key);
}

async function finish(subject: Subject, operation: Operation, state: TfObject, signal: AbortSignal): Promise<void> {
  try {
    await subject.session.world.latency.wait(subject.behaviour.type, operation, signal);
  } catch (error) {
    throw new PartialApply(state, error);
  }
}

/**
 * Tries a delete again while something is in its way, as the real providers do for minutes: Terraform deletes in
 * parallel what has no reference to each other, so the obstacle is often on its way out.
 */
async function whenUnblocked(session: Session, signal: AbortSignal, check: () => void): Promise<void> {
  const deadline = performance.now() + session.world.latency.dependencyMilliseconds();
  for (;;) {
    try {
      check();
      return;
    } catch (error) {
      const left = deadline - performance.now();
      if (!(error instanceof AwsError) || error.code !== 'DependencyViolation' || left <= 0) throw error;
      await session.world.store.nextRemoval(left, signal);
    }
  }
}

function vanished(behaviour: ResourceBehaviour, prior: TfObject): AwsError {
  return new AwsError('ResourceNotFoundException', 404, `${behaviour.api.noun} ${String(prior.id)} does not exist.`);
}
