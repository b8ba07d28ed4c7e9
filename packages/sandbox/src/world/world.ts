/**
 * The hosts of the simulated world behind `/_world/https/HOST/PATH`: what a worker would reach by DNS and TLS on AWS. Each
 * answers as the real host would; what would be a failed connection is a 421 (see `connectionFailed`).
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { stored, text } from '../cloud/attributes.ts';
import { type ApiServer, answerApiServer } from '../cluster/server.ts';
import { answerCognito } from '../cognito/hosts.ts';
import type { ActionContext } from '../elbv2/actions.ts';
import { balance, balancerAt } from '../elbv2/balance.ts';
import { readBody } from '../http/payload.ts';
import type { HttpRequest } from '../http/request.ts';
import { parseTarget } from '../http/target.ts';
import { answerClusterIssuer } from '../oidc/documents.ts';
import { resolveHost } from '../route53/resolve.ts';
import type { CloudObject, ObjectStore } from '../store/objects.ts';
import { connectionFailed, type WorldAnswer, type WorldRequest } from './exchange.ts';

const PREFIX = '/_world/https/';
const BODY_BYTES_MAX = 1_000_000;

export type World = ApiServer & ActionContext;

export function isWorldPath(url: string | undefined): boolean {
  return url?.startsWith(PREFIX) === true;
}

/** Answers one request to a host of the world; errors are faults of ours. */
export async function answerWorld(
  world: World,
  { request, raw, res }: { request: HttpRequest; raw: IncomingMessage; res: ServerResponse },
): Promise<void> {
  const answer = await answerHost(world, await readWorldRequest(request, raw));
  res.writeHead(answer.status, { ...answer.headers, 'content-length': Buffer.byteLength(answer.body) });
  res.end(request.method === 'HEAD' ? undefined : answer.body);
}

async function readWorldRequest(request: HttpRequest, raw: IncomingMessage): Promise<WorldRequest> {
  const [authority = '', ...path] = (raw.url ?? '').slice(PREFIX.length).split('/');
  const target = parseTarget(`/${path.join('/')}`);
  const headers = new Map([...request.headers].filter(([name]) => name !== 'host'));
  const mark = (raw.url ?? '').indexOf('?');
  return {
    id: request.id,
    method: request.method,
    host: authority.toLowerCase().replace(/\?.*$/, '').replace(/:443$/, ''),
    path: target.path,
    query: target.query,
    search: mark < 0 ? '' : (raw.url ?? '').slice(mark),
    headers,
    body: await readBody(raw, BODY_BYTES_MAX),
    sourceIp: request.sourceIp,
  };
}

async function answerHost(world: World, request: WorldRequest): Promise<WorldAnswer> {
  const cluster = clusterAt(world.store, request.host);
  if (cluster !== undefined) return answerApiServer(world, cluster, request);
  const cognito = await answerCognito(world, request);
  if (cognito !== undefined) return cognito;
  const issuer = await answerClusterIssuer(world, request);
  if (issuer !== undefined) return issuer;
  const balancer = balancerAt(world.store, resolveHost(world.store, request.host));
  if (balancer !== undefined) return balance(world, balancer, request);
  return connectionFailed('ENOTFOUND', `getaddrinfo ENOTFOUND ${request.host}`);
}

function clusterAt(store: ObjectStore, host: string): CloudObject | undefined {
  if (!host.endsWith('.amazonaws.com')) return undefined;
  const endpoint = `https://${host}`;
  return store
    .list({ type: 'aws_eks_cluster' })
    .find((cluster) => text(stored(cluster).endpoint).toLowerCase() === endpoint);
}
