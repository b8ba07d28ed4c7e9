/**
 * `/_sandbox/…`: looks into the sandbox and disturbs it, in JSON. Loopback only, as all of the sandbox; a page in a
 * browser of this machine could reach the loopback too, so whatever changes something demands the content type
 * `application/json`, which a foreign page cannot send, and a host name of the loopback.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { AwsError } from '../http/awsError.ts';
import type { World } from '../providers/world.ts';
import type { S3Faults } from '../s3/faults.ts';
import {
  changeObject,
  consistencySchema,
  countObjects,
  deleteObject,
  faultSchema,
  latencySchema,
  objectChangeSchema,
  objectFilterSchema,
  objectKeySchema,
  operationsQuerySchema,
  operationsSchema,
  plantObject,
  quotasSchema,
  s3FaultNameSchema,
  s3FaultsSchema,
  setLatency,
  setQuotas,
} from './commands.ts';

const bodyBytesMax = 1_000_000;

export type ControlOptions = {
  world: World;
  s3Faults: S3Faults;
  /** Removes every object and bucket and plants the seed again. */
  wipe(): void;
  /** A service account's token, as a pod would find it mounted. */
  token(body: unknown): Promise<unknown>;
};

type Answer = { status: number; body: unknown };
type Route = (
  options: ControlOptions,
  input: { query: Record<string, string>; body: unknown },
) => Answer | Promise<Answer>;

const ok = (body: unknown): Answer => ({ status: 200, body });
const done = ok({ ok: true });
const present: Answer = { status: 409, body: { error: 'There is such an object in the sandbox already.' } };
const missing: Answer = { status: 404, body: { error: 'There is no such object in the sandbox.' } };

const routes: Readonly<Record<string, Route>> = {
  'GET /counts': ({ world }) => ok(countObjects(world)),
  'GET /objects': ({ world }, { query }) => ok({ objects: world.store.list(objectFilterSchema.parse(query)) }),
  'POST /objects': ({ world }, { body }) => (plantObject(world, objectChangeSchema.parse(body)) ? done : present),
  'PATCH /objects': ({ world }, { body }) => {
    const changed = changeObject(world, objectChangeSchema.parse(body));
    return changed === undefined ? missing : ok(changed);
  },
  'DELETE /objects': ({ world }, { body }) => (deleteObject(world, objectKeySchema.parse(body)) ? done : missing),
  'GET /faults': ({ world }) => ok({ faults: world.faults.pending() }),
  'POST /faults': ({ world }, { body }) => {
    world.faults.add(faultSchema.parse(body));
    return ok({ faults: world.faults.pending() });
  },
  'DELETE /faults': ({ world }) => {
    world.faults.clear();
    return done;
  },
  'GET /latency': ({ world }) => ok({ profile: world.latency.profile }),
  'PUT /latency': ({ world }, { body }) => {
    setLatency(world, latencySchema.parse(body));
    return ok({ profile: world.latency.profile });
  },
  'GET /quotas': ({ world }) => ok(Object.fromEntries(world.quotas)),
  'PUT /quotas': ({ world }, { body }) => {
    setQuotas(world, quotasSchema.parse(body));
    return ok(Object.fromEntries(world.quotas));
  },
  'GET /consistency': ({ world }) => ok(world.consistency.settings()),
  'PUT /consistency': ({ world }, { body }) => {
    for (const [type, looks] of Object.entries(consistencySchema.parse(body))) world.consistency.set(type, looks);
    return ok(world.consistency.settings());
  },
  'GET /s3faults': ({ s3Faults }) => ok({ faults: s3Faults.reports() }),
  'PUT /s3faults': ({ s3Faults }, { body }) => {
    s3Faults.set(s3FaultsSchema.parse(body).faults);
    return ok({ faults: s3Faults.reports() });
  },
  'DELETE /s3faults': ({ s3Faults }, { body }) => {
    s3Faults.remove(s3FaultNameSchema.parse(body).name);
    return ok({ faults: s3Faults.reports() });
  },
  'GET /operations': ({ world }, { query }) =>
    ok({ operations: world.operations.list(operationsQuerySchema.parse(query).from) }),
  'PUT /operations': ({ world }, { body }) => {
    world.operations.record(operationsSchema.parse(body).isRecording);
    return done;
  },
  'POST /wipe': ({ wipe }) => {
    wipe();
    return done;
  },
  'POST /token': async ({ token }, { body }) => ok(await token(body)),
};

export function isControlPath(url: string | undefined): boolean {
  return url?.startsWith('/_sandbox/') === true;
}

/** Answers one request; never throws. */
export async function answerControl(options: ControlOptions, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const answer = await route(options, req).catch(toAnswer);
  res.writeHead(answer.status, { 'content-type': 'application/json' });
  res.end(`${JSON.stringify(answer.body)}\n`);
}

async function route(options: ControlOptions, req: IncomingMessage): Promise<Answer> {
  const url = new URL(req.url ?? '/', 'http://127.0.0.1');
  const method = req.method ?? 'GET';
  const handler = routes[`${method} ${url.pathname.slice('/_sandbox'.length)}`];
  if (handler === undefined) {
    return { status: 404, body: { error: `There is no ${method} ${url.pathname}.`, routes: Object.keys(routes) } };
  }
  if (!isLoopbackHost(req.headers.host)) {
    return { status: 403, body: { error: 'The control API answers to a host name of the loopback alone.' } };
  }
  const query = Object.fromEntries(url.searchParams);
  if (method === 'GET') return handler(options, { query, body: undefined });
  if (req.headers['content-type']?.split(';')[0] !== 'application/json') {
    return { status: 415, body: { error: 'Send the content type application/json.' } };
  }
  return handler(options, { query, body: await readJson(req) });
}

function isLoopbackHost(host: string | undefined): boolean {
  return host !== undefined && /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(host);
}

async function readJson(req: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of req) {
    size += chunk.length;
    if (size > bodyBytesMax) throw new ControlError(413, `The body is larger than ${bodyBytesMax} bytes.`);
    chunks.push(chunk);
  }
  const text = Buffer.concat(chunks).toString('utf8');
  if (text === '') return {};
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ControlError(400, 'The body is not JSON.', cause);
  }
}

class ControlError extends Error {
  readonly status: number;

  constructor(status: number, message: string, cause?: unknown) {
    super(message, { cause });
    this.status = status;
  }
}

function toAnswer(error: unknown): Answer {
  if (error instanceof ControlError) return { status: error.status, body: { error: error.message } };
  if (error instanceof z.ZodError) return { status: 400, body: { error: z.prettifyError(error) } };
  if (error instanceof AwsError) return { status: error.httpStatus, body: { error: error.message, code: error.code } };
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`sandbox: the control API failed: ${text}\n`);
  return { status: 500, body: { error: 'The sandbox itself failed; its standard error says why.' } };
}
