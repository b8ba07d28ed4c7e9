/** EC2's query protocol: numbered parameters and filters in, sets of items out. */
import { textMap } from '../cloud/attributes.ts';
import type { AwsCall } from '../http/awsCall.ts';
import { AwsError } from '../http/awsError.ts';
import { element, text, xmlDocument } from '../http/xml.ts';
import { matchesWildcard } from '../iam/wildcard.ts';
import type { TfObject } from '../providers/wire/values.ts';

const NAMESPACE = 'http://ec2.amazonaws.com/doc/2016-11-15/';

export function ec2Response(action: string, requestId: string, result: string): string {
  return xmlDocument(`${action}Response`, NAMESPACE, text('requestId', requestId), result);
}

export function ec2ErrorDocument(error: AwsError, requestId: string): string {
  return xmlDocument(
    'Response',
    undefined,
    element('Errors', element('Error', text('Code', error.code), text('Message', error.message))),
    text('RequestID', requestId),
  );
}

export function items(name: string, members: readonly string[]): string {
  return element(name, ...members.map((member) => element('item', member)));
}

/** `Name.1`, `Name.2`, … in order. */
export function numbered({ parameters }: AwsCall, name: string): string[] {
  const values: string[] = [];
  for (let index = 1; ; index += 1) {
    const value = parameters.get(`${name}.${index}`);
    if (value === undefined) return values;
    values.push(value);
  }
}

/** What an object can be filtered by. */
export type Facts = Readonly<Record<string, readonly string[]>>;

/** @throws AwsError InvalidParameterValue for a filter that the type does not have */
export function passesFilters(call: AwsCall, facts: Facts, tags: Readonly<Record<string, string>>): boolean {
  for (let index = 1; ; index += 1) {
    const name = call.parameters.get(`Filter.${index}.Name`);
    if (name === undefined) return true;
    const wanted = numbered(call, `Filter.${index}.Value`);
    const tag = name.startsWith('tag:') ? tags[name.slice(4)] : undefined;
    const actual = name.startsWith('tag:') ? [tag].filter((value) => value !== undefined) : facts[name];
    if (actual === undefined) throw new AwsError('InvalidParameterValue', 400, `The filter '${name}' is invalid`);
    if (!actual.some((value) => wanted.some((pattern) => matchesWildcard(pattern, value)))) return false;
  }
}

export function tagsOf(attributes: TfObject): Record<string, string> {
  return textMap(attributes.tags_all ?? attributes.tags ?? null);
}

export function tagSet(attributes: TfObject): string {
  const tags = Object.entries(tagsOf(attributes));
  return items(
    'tagSet',
    tags.map(([key, value]) => text('key', key) + text('value', value)),
  );
}

/** Offset and size of the wanted page. */
export function pageOf<T>(call: AwsCall, all: readonly T[]): { page: readonly T[]; nextToken: string } {
  const from = Number(call.parameters.get('NextToken') ?? 0) || 0;
  const size = Number(call.parameters.get('MaxResults') ?? 1000) || 1000;
  return {
    page: all.slice(from, from + size),
    nextToken: all.length > from + size ? text('nextToken', from + size) : '',
  };
}
