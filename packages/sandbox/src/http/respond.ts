/** Answers on the wire: S3 replies, query protocol and JSON documents, and each protocol's form of an error. */

import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { ec2ErrorDocument } from '../ec2/ec2Protocol.ts';
import type { S3Reply } from '../s3/call.ts';
import { STS_NAMESPACE } from '../sts/sts.ts';
import type { Protocol } from './authError.ts';
import { AwsError } from './awsError.ts';
import { queryErrorDocument } from './query.ts';
import { text, xmlDocument } from './xml.ts';

/** Sends an S3 reply; ends when the last byte is handed over. */
export async function sendS3(
  res: ServerResponse,
  reply: S3Reply,
  request: { id: string; method: string },
): Promise<void> {
  const { body } = reply;
  const headers: Record<string, string> = { ...s3Ids(request.id), server: 'AmazonS3', ...reply.headers };
  for (const [name, value] of Object.entries(headers)) setHeader(res, name, value);
  res.statusCode = reply.status;
  if (typeof body === 'string') {
    res.setHeader('content-length', Buffer.byteLength(body));
    res.end(request.method === 'HEAD' ? undefined : body);
    return;
  }
  if (body === undefined) {
    if (!res.hasHeader('content-length') && reply.status !== 204 && reply.status !== 304)
      res.setHeader('content-length', 0);
    res.end();
    return;
  }
  await pipeline(body, res);
}

/** Values are sent as UTF-8 bytes; Node takes Latin-1 text. */
function setHeader(res: ServerResponse, name: string, value: string): void {
  res.setHeader(name, Buffer.from(value, 'utf8').toString('latin1'));
}

function s3Ids(requestId: string): Record<string, string> {
  return { 'x-amz-request-id': requestId, 'x-amz-id-2': hostId(requestId) };
}

function hostId(requestId: string): string {
  return createHash('sha512').update(requestId).digest('base64').slice(0, 76);
}

export function sendDocument(
  res: ServerResponse,
  document: { status: number; type: string; body: string; requestId: string },
): void {
  res.writeHead(document.status, {
    'content-type': document.type,
    'content-length': Buffer.byteLength(document.body),
    'x-amzn-requestid': document.requestId,
  });
  res.end(document.body);
}

/** Answers with an error in the protocol's form. A fault of ours is `InternalError`, as AWS calls its own. */
export function sendError(
  res: ServerResponse,
  error: unknown,
  context: { protocol: Protocol; requestId: string; method: string; namespace?: string; resource: string },
): void {
  const refusal =
    error instanceof AwsError
      ? error
      : new AwsError(
          context.protocol === 's3' ? 'InternalError' : 'InternalFailure',
          500,
          'We encountered an internal error. Please try again.',
          { cause: error },
        );
  // The client has gone away: nobody is there to be told.
  if (res.destroyed) return;
  if (res.headersSent) {
    // Part of a body is out already: only an abrupt end tells the client that it is not whole.
    res.destroy();
    return;
  }
  for (const [name, value] of Object.entries(refusal.headers)) setHeader(res, name, value);
  if (context.protocol === 's3') sendS3Error(res, refusal, context);
  else if (context.protocol === 'ec2') {
    const body = ec2ErrorDocument(refusal, context.requestId);
    sendDocument(res, { status: refusal.httpStatus, type: 'text/xml', body, requestId: context.requestId });
  } else if (context.protocol === 'query') {
    const body = queryErrorDocument(refusal, {
      namespace: context.namespace ?? STS_NAMESPACE,
      requestId: context.requestId,
    });
    sendDocument(res, { status: refusal.httpStatus, type: 'text/xml', body, requestId: context.requestId });
  } else {
    res.setHeader('x-amzn-errortype', refusal.code);
    const body = JSON.stringify({ message: refusal.message });
    sendDocument(res, { status: refusal.httpStatus, type: 'application/json', body, requestId: context.requestId });
  }
}

function sendS3Error(
  res: ServerResponse,
  error: AwsError,
  context: { requestId: string; method: string; resource: string },
): void {
  for (const [name, value] of Object.entries(s3Ids(context.requestId))) res.setHeader(name, value);
  res.setHeader('content-type', 'application/xml');
  res.setHeader('server', 'AmazonS3');
  res.statusCode = error.httpStatus;
  if (context.method === 'HEAD' || error.httpStatus === 304) {
    res.end();
    return;
  }
  const body = xmlDocument(
    'Error',
    undefined,
    text('Code', error.code),
    text('Message', error.message),
    ...Object.entries(error.details).map(([name, value]) => text(name, value)),
    'Key' in error.details || 'BucketName' in error.details ? '' : text('Resource', context.resource),
    text('RequestId', context.requestId),
    text('HostId', hostId(context.requestId)),
  );
  res.setHeader('content-length', Buffer.byteLength(body));
  res.end(body);
}
