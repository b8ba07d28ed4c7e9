/** What the services of the query protocol share that answer from the world's objects: actions by name, pages by marker. */
import type { AwsCall } from './awsCall.ts';
import { AwsError } from './awsError.ts';
import { queryResponse } from './query.ts';
import { element, text } from './xml.ts';

type QueryOperation = (call: AwsCall) => string;
export type QueryService = { namespace: string; version: string; actions: Readonly<Record<string, QueryOperation>> };

/** @returns the XML document @throws AwsError InvalidAction and whatever the action refuses */
export function callQueryService(service: QueryService, call: AwsCall): string {
  const name = call.parameters.get('Action') ?? '';
  const action = service.actions[name];
  if (action === undefined) {
    throw new AwsError('InvalidAction', 400, `Could not find operation ${name} for version ${service.version}`);
  }
  return queryResponse(name, { namespace: service.namespace, requestId: call.request.id, result: action(call) });
}

/**
 * One page of a list.
 * @param o.member the element around each entry
 * @param o.size the parameter that limits a page
 * @param o.next the element that carries the marker of the next one
 */
export function markedPage(
  call: AwsCall,
  entries: readonly string[],
  o: { list: string; member: string; size: string; next: string },
): string {
  const from = Number(call.parameters.get('Marker') ?? 0) || 0;
  const size = Number(call.parameters.get(o.size) ?? 100) || 100;
  const list = element(o.list, ...entries.slice(from, from + size).map((entry) => element(o.member, entry)));
  return list + (entries.length > from + size ? text(o.next, from + size) : '');
}
