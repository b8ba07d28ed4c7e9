/** The AWS query protocol (STS, IAM): form parameters in, XML out. */
import { AwsError } from './awsError.ts';
import type { QueryPair } from './target.ts';
import { element, text, xmlDocument } from './xml.ts';

export type Parameters = ReadonlyMap<string, string>;

export function toParameters(pairs: readonly QueryPair[]): Parameters {
  return new Map(pairs.map((pair) => [pair.name, pair.value]));
}

/** `Name.member.1`, `Name.member.2`, … in order. */
export function listParameter(parameters: Parameters, name: string): string[] {
  return memberPrefixes(parameters, name).map((prefix) => parameters.get(prefix) ?? '');
}

/** `Name.member.1.Field` …: one record for each member. */
export function recordsParameter(parameters: Parameters, name: string): Array<Record<string, string>> {
  return memberPrefixes(parameters, name).map((prefix) => {
    const fields = [...parameters].filter(([key]) => key.startsWith(`${prefix}.`));
    return Object.fromEntries(fields.map(([key, value]) => [key.slice(prefix.length + 1), value]));
  });
}

function memberPrefixes(parameters: Parameters, name: string): string[] {
  const numbers = new Set<number>();
  for (const key of parameters.keys()) {
    const [, number] = key.startsWith(`${name}.member.`) ? (/^(\d+)/.exec(key.slice(name.length + 8)) ?? []) : [];
    if (number !== undefined) numbers.add(Number(number));
  }
  return [...numbers].sort((a, b) => a - b).map((number) => `${name}.member.${number}`);
}

/** @throws AwsError ValidationError, as IAM and STS word it, when the parameter is missing */
export function requiredParameter(parameters: Parameters, name: string): string {
  const value = parameters.get(name);
  if (value !== undefined && value !== '') return value;
  const field = name.charAt(0).toLowerCase() + name.slice(1);
  throw validationError(
    `1 validation error detected: Value null at '${field}' failed to satisfy constraint: Member must not be null`,
  );
}

export function validationError(message: string): AwsError {
  return new AwsError('ValidationError', 400, message);
}

/** A success document: `<ActionResponse><ActionResult>…</ActionResult><ResponseMetadata/></ActionResponse>`. */
export function queryResponse(action: string, o: { namespace: string; requestId: string; result: string }): string {
  return xmlDocument(
    `${action}Response`,
    o.namespace,
    o.result === '' ? '' : element(`${action}Result`, o.result),
    element('ResponseMetadata', text('RequestId', o.requestId)),
  );
}

export function queryErrorDocument(error: AwsError, o: { namespace: string; requestId: string }): string {
  return xmlDocument(
    'ErrorResponse',
    o.namespace,
    element(
      'Error',
      text('Type', error.httpStatus < 500 ? 'Sender' : 'Receiver'),
      text('Code', error.code),
      text('Message', error.message),
    ),
    text('RequestId', o.requestId),
  );
}
