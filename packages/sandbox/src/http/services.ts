/**
 * All AWS APIs behind one port. Which one is meant is told by the service in the signature's credential scope, as an
 * endpoint's host name would tell it on AWS; the few calls without a signature are told by their shape.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { openUserPools } from '../cognito/userPools.ts';
import { openAuthorizer } from '../iam/authorize.ts';
import { openIdentities } from '../iam/identities.ts';
import type { KeyRing } from '../iam/principal.ts';
import { plantSeed, type Seed } from '../iam/seed.ts';
import { isIssuerPath, sendIssuerDocument } from '../oidc/documents.ts';
import { type Issuer, openIssuer } from '../oidc/issuer.ts';
import { openIssuerKeys } from '../oidc/keys.ts';
import type { Buckets } from '../s3/buckets.ts';
import { refusalOf, type S3Faults } from '../s3/faults.ts';
import { openS3 } from '../s3/openS3.ts';
import { callS3 } from '../s3/server.ts';
import { plantAccount } from '../seed/account.ts';
import type { ObjectStore } from '../store/objects.ts';
import { openSessions } from '../sts/sessions.ts';
import { callStsUnsigned, isUnsignedAction, STS_NAMESPACE } from '../sts/sts.ts';
import { answerWorld, isWorldPath, type World } from '../world/world.ts';
import type { Protocol } from './authError.ts';
import { authenticate } from './authenticate.ts';
import { AwsError } from './awsError.ts';
import { type AwsServices, awsCall, awsServices } from './awsServices.ts';
import { readBody } from './payload.ts';
import { type Parameters, toParameters } from './query.ts';
import { type HttpRequest, newRequestId, readRequest } from './request.ts';
import { sendDocument, sendError, sendS3 } from './respond.ts';
import { type ClaimResult, readClaim, sha256Hex } from './signature.ts';
import { openDatabase } from './sqlite.ts';
import { parseQuery } from './target.ts';

/** Query protocol bodies are forms with a policy or two in them. */
const FORM_BYTES_MAX = 256 * 1024;

export type Services = {
  /** Answers one request; never throws. */
  handle(req: IncomingMessage, res: ServerResponse): void;
  buckets: Buckets;
  issuer: Issuer;
  /** Plants user, role and state bucket again where they are missing, after a wipe. */
  plant(): void;
  close(): void;
};

type ServicesOptions = {
  dataDir: string;
  objects: ObjectStore;
  seed: Seed;
  clock: () => Date;
  /** Changed limits of the account, by code or type. */
  quotas?: ReadonlyMap<string, number>;
  /** S3's bad days, where the control API sets some. */
  s3Faults?: S3Faults;
  /** Told of faults of our own (not of refusals); defaults to standard error. */
  onFault?: (error: unknown) => void;
};

type Context = {
  s3Faults: S3Faults | undefined;
  s3: ReturnType<typeof openS3>;
  services: AwsServices;
  issuer: Issuer;
  keys: KeyRing;
  hosts: World;
};

export function createServices(options: ServicesOptions): Services {
  const { dataDir, objects, seed, clock, quotas = new Map() } = options;
  const db = openDatabase(join(dataDir, 'services.sqlite'));
  const identities = openIdentities(objects);
  const authorizer = openAuthorizer({ identities, seed });
  const sessions = openSessions(db, clock);
  const s3 = openS3({ db, dataDir, objects, authorizer, account: seed.account, clock });
  const issuerKeys = openIssuerKeys(db);
  const issuer = openIssuer({ objects, keys: issuerKeys, clock });
  const plant = () => {
    plantSeed(seed, { objects, buckets: s3.buckets, clock });
    plantAccount(objects, seed, clock().toISOString());
  };
  plant();
  const keys = seededKeys(seed, sessions);
  const context: Context = {
    s3Faults: options.s3Faults,
    s3,
    services: {
      sts: { identities, authorizer, sessions, issuer, clock },
      iam: { identities, authorizer, seed, quotas, clock },
      authorizer,
      world: { objects, quotas, clock },
    },
    issuer,
    keys,
    hosts: {
      store: objects,
      keys,
      issuer,
      clock,
      pools: openUserPools({ store: objects, keys: issuerKeys }),
      creatorRoleArn: seed.deployerRole.arn,
    },
  };
  const onFault =
    options.onFault ?? ((error: unknown) => console.error('The sandbox failed to answer a request:', error));

  return {
    handle(req, res) {
      void answer(context, { req, res, onFault });
    },
    buckets: s3.buckets,
    issuer,
    plant,
    close() {
      db.close();
    },
  };
}

function seededKeys(seed: Seed, sessions: KeyRing): KeyRing {
  const { accessKeyId, secretAccessKey, name, id, arn } = seed.user;
  const own = {
    accessKeyId,
    secretAccessKey,
    principal: { kind: 'user', account: seed.account, id, name, arn } as const,
  };
  return { find: (wanted) => (wanted === accessKeyId ? own : sessions.find(wanted)) };
}

type Exchange = { req: IncomingMessage; res: ServerResponse; onFault: (error: unknown) => void };

async function answer(context: Context, { req, res, onFault }: Exchange): Promise<void> {
  const id = newRequestId();
  let protocol: Protocol = 's3';
  let namespace = STS_NAMESPACE;
  try {
    const request = readRequest(req, id);
    if (isWorldPath(req.url)) {
      await answerWorld(context.hosts, { request, raw: req, res });
      return;
    }
    const claim = readClaim(request);
    if (claim.kind === 'none' && request.method === 'GET' && isIssuerPath(request.target.path)) {
      const origin = `http://${request.headers.get('host') ?? '127.0.0.1'}`;
      await sendIssuerDocument(context.issuer, res, { path: request.target.path, origin, requestId: id });
      return;
    }
    const service = serviceOf(request, claim);
    protocol = service === 's3' ? 's3' : (awsServices[service]?.protocol ?? 'query');
    namespace = awsServices[service]?.namespace ?? STS_NAMESPACE;
    if (service === 's3') {
      await answerS3(context, { request, req, res, claim });
      return;
    }
    const body = await readBody(req, FORM_BYTES_MAX);
    const document = await callService(context, { request, claim, service, body });
    sendDocument(res, { status: 200, ...document, requestId: id });
  } catch (error) {
    if (!(error instanceof AwsError) && !res.destroyed) onFault(error);
    sendError(res, error, {
      protocol,
      requestId: id,
      method: req.method ?? 'GET',
      namespace,
      resource: req.url ?? '/',
    });
  }
}

type S3Exchange = { request: HttpRequest; req: IncomingMessage; res: ServerResponse; claim: ClaimResult };

async function answerS3(context: Context, { request, req, res, claim }: S3Exchange): Promise<void> {
  const struck = context.s3Faults?.strike({ method: request.method, url: req.url ?? '/' });
  const refusal = struck && refusalOf(struck.effect);
  if (refusal) throw refusal;
  if (struck?.effect === 'drop') return void req.socket.destroy();
  if (struck?.effect === 'slow') await setTimeout(struck.milliseconds);
  const reply = await callS3(context.s3, { request, raw: req, claim, keys: context.keys });
  // What was written stays written; only nobody is told.
  if (struck?.effect === 'dropAfter') return void req.socket.destroy();
  await sendS3(res, reply, request);
}

function serviceOf(request: HttpRequest, claim: ClaimResult): string {
  if (claim.kind === 'claim') return claim.claim.scope.service;
  const isForm = request.headers.get('content-type')?.startsWith('application/x-www-form-urlencoded') === true;
  const isAction = request.target.query.some((pair) => pair.name === 'Action');
  return (request.method === 'POST' && isForm && request.target.path === '/') || isAction ? 'sts' : 's3';
}

type ServiceCall = { request: HttpRequest; claim: ClaimResult; service: string; body: Buffer };

async function callService(context: Context, call: ServiceCall): Promise<{ type: string; body: string }> {
  const { request, claim, body } = call;
  const service = awsServices[call.service];
  const protocol = service?.protocol ?? 'query';
  const parameters = protocol === 'json' ? new Map<string, string>() : readParameters(call);
  if (claim.kind === 'none' && isUnsignedAction(parameters)) {
    const common = { parameters, sourceIp: request.sourceIp, requestId: request.id };
    return { type: 'text/xml', body: await callStsUnsigned(context.services.sts, common) };
  }
  const { credential, claim: proven } = authenticate(claim, request, {
    keys: context.keys,
    now: context.services.world.clock(),
    protocol,
    payloadHash: sha256Hex(body),
  });
  if (service === undefined) {
    throw new AwsError('UnknownService', 404, `The sandbox does not stand in for the service "${call.service}".`);
  }
  const caller = credential.principal;
  const { region } = proven.scope;
  const one = awsCall(context.services, { request, parameters, body, caller, region });
  return { type: service.contentType, body: service.answer(context.services, one) };
}

function readParameters({ request, body }: ServiceCall): Parameters {
  const isForm = request.headers.get('content-type')?.startsWith('application/x-www-form-urlencoded') === true;
  return toParameters([...request.target.query, ...(isForm ? parseQuery(body.toString('utf8')) : [])]);
}
