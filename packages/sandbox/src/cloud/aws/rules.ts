/** Rules that many AWS types share: what must exist, what stands in the way of a delete, how many there may be. */
import { AwsError } from '../../http/awsError.ts';
import type { ApiNames, ResourceBehaviour } from '../../providers/behaviour.ts';
import { valuesAt } from '../../providers/constraints.ts';
import { isUnknown, isWhollyKnown, type TfObject, type TfValue, unknown } from '../../providers/wire/values.ts';
import type { Session } from '../../providers/world.ts';
import type { CloudObject, ObjectKey } from '../../store/objects.ts';
import { stored, textMap } from '../attributes.ts';
import { regionOf } from './place.ts';

/** Adds what every AWS type does alike: the region and the merged tags are known at plan time. */
export function awsResource(behaviour: ResourceBehaviour): ResourceBehaviour {
  return {
    ...behaviour,
    planned: (session, plan) => ({
      region: session.region,
      tags_all: mergedTags(session, plan.planned.tags ?? null),
      ...behaviour.planned?.(session, plan),
    }),
  };
}

function mergedTags(session: Session, tags: TfValue): TfValue {
  if (isUnknown(tags) || !isWhollyKnown(tags)) return unknown();
  return { ...session.defaultTags, ...textMap(tags) };
}

/** `ec2('VPC', 'Vpc')` names CreateVpc, ModifyVpc, DeleteVpc. */
export function api(service: string, noun: string, subject: string, update = `Update${subject}`): ApiNames {
  return { service, noun: `${service} ${noun}`, create: `Create${subject}`, update, delete: `Delete${subject}` };
}

export function findInRegion(
  session: Session,
  type: string,
  id: string,
  region = session.region,
): CloudObject | undefined {
  return look(session, { account: session.account, scope: region, type, id });
}

export function findGlobal(session: Session, type: string, id: string): CloudObject | undefined {
  return look(session, { account: session.account, scope: 'global', type, id });
}

/** What AWS would find: a new object may not have reached every part of it yet. */
function look({ world }: Session, key: ObjectKey): CloudObject | undefined {
  const object = world.store.get(key);
  return object === undefined || world.consistency.isSeen(key) ? object : undefined;
}

/** Throws `refusal` when no such object exists in the region; an empty id names nothing and passes. */
export function mustExist(session: Session, input: TfObject, type: string, id: string, refusal: () => AwsError): void {
  if (id === '') return;
  if (findInRegion(session, type, id, regionOf(session, input)) === undefined) throw refusal();
}

export type Reference = { type: string; path: string };

/** The objects that refer to `value` by one of the paths. */
export function referrers(session: Session, value: string, references: readonly Reference[]): CloudObject[] {
  return references.flatMap(({ type, path }) =>
    session.world.store
      .mentioning({ account: session.account, type }, value)
      .filter((object) => valuesAt(stored(object), path.split('.')).includes(value)),
  );
}

export function refuseWhileReferred(
  session: Session,
  object: CloudObject,
  references: readonly Reference[],
  message: string,
): void {
  if (referrers(session, object.id, references).length > 0) throw new AwsError('DependencyViolation', 400, message);
}

/** Objects of a type in the session's account and a region. */
export function inRegion(session: Session, type: string, region: string): CloudObject[] {
  return session.world.store.list({ account: session.account, scope: region, type });
}

export function notFound(code: string, message: string): AwsError {
  return new AwsError(code, 400, message);
}
