/** The `Status` objects by which a Kubernetes API server refuses, in its own words. */
import { jsonAnswer, type WorldAnswer } from '../world/exchange.ts';

type Details = { name?: string; group?: string; kind?: string };

export class StatusError extends Error {
  readonly code: number;
  readonly reason: string;
  readonly details: Details;

  constructor(code: number, reason: string, message: string, details: Details = {}) {
    super(message);
    this.code = code;
    this.reason = reason;
    this.details = details;
  }
}

export function statusAnswer(error: StatusError): WorldAnswer {
  return jsonAnswer(error.code, {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: error.message,
    reason: error.reason,
    details: error.details,
    code: error.code,
  });
}

export const unauthorized = () => new StatusError(401, 'Unauthorized', 'Unauthorized');

export const unknownResource = () =>
  new StatusError(404, 'NotFound', 'the server could not find the requested resource');

export function notFound({ resource, group, name }: { resource: string; group: string; name: string }): StatusError {
  const kind = group === '' ? resource : `${resource}.${group}`;
  return new StatusError(404, 'NotFound', `${kind} "${name}" not found`, { name, group, kind: resource });
}

export const unavailable = (message: string) => new StatusError(503, 'ServiceUnavailable', message);

export const invalid = (kind: string, message: string) =>
  new StatusError(422, 'Invalid', `${kind} "" is invalid: ${message}`);
