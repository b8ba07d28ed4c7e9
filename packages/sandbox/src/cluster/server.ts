/** The API server of a simulated cluster: the reading half of Kubernetes that checks ask, tokens, reviews, the proxy. */
import type { CloudObject, ObjectStore } from '../store/objects.ts';
import { jsonAnswer, textAnswer, type WorldAnswer, type WorldRequest } from '../world/exchange.ts';
import { type ApiRequest, readApiRequest } from './apiRequest.ts';
import { type Authentication, authenticateUser, type ClusterUser } from './authenticate.ts';
import { requireAllowed } from './authorize.ts';
import { type Inventory, openInventory } from './inventory.ts';
import { collections, listOf, objectOf } from './objects.ts';
import { answerReview, isReview } from './reviews.ts';
import { askService } from './serviceProxy.ts';
import { StatusError, statusAnswer, unknownResource } from './status.ts';
import { answerTokenRequest, type TokenIssuer } from './tokenRequest.ts';

export type ApiServer = Authentication & { store: ObjectStore; issuer: TokenIssuer };

/** Answers one request to the endpoint of `cluster`. */
export async function answerApiServer(
  context: ApiServer,
  cluster: CloudObject,
  request: WorldRequest,
): Promise<WorldAnswer> {
  try {
    return await answer(context, cluster, request);
  } catch (error) {
    if (error instanceof StatusError) return statusAnswer(error);
    throw error;
  }
}

async function answer(context: ApiServer, cluster: CloudObject, request: WorldRequest): Promise<WorldAnswer> {
  const user = await authenticateUser(context, cluster, request.headers.get('authorization'));
  const { version } = cluster.attributes;
  if (request.path === '/version') {
    const [major, minor] = String(version).split('.');
    const gitVersion = `v${String(version)}.2-eks-sandbox`;
    return jsonAnswer(200, { major, minor: `${minor}+`, gitVersion, platform: 'linux/amd64' });
  }
  if (['/healthz', '/livez', '/readyz'].includes(request.path)) return textAnswer(200, 'ok');
  const asked = readApiRequest(request);
  if (asked === undefined) throw unknownResource();
  const inventory = openInventory(context.store, cluster);
  // Whoever is known may ask what he himself may do.
  const isSelf = asked.resource.startsWith('selfsubject');
  if (!isSelf) requireAllowed(context.store, inventory, { user, attempt: asked });
  return serve(context, { inventory, user, asked, request });
}

type Served = { inventory: Inventory; user: ClusterUser; asked: ApiRequest; request: WorldRequest };

async function serve(context: ApiServer, { inventory, user, asked, request }: Served): Promise<WorldAnswer> {
  const { group, resource, subresource, verb } = asked;
  if (isReview(asked)) return answerReview(context.store, inventory, { asked, user, body: request.body });
  if (group === '' && resource === 'services' && subresource === 'proxy') return proxy(inventory, asked, request);
  if (group === '' && resource === 'serviceaccounts' && subresource === 'token' && verb === 'create') {
    return answerTokenRequest(context, inventory, { asked, body: request.body });
  }
  const collection = collections.find((one) => one.group === group && one.resource === resource);
  if (collection === undefined || subresource !== '') throw unknownResource();
  if (verb === 'list') return jsonAnswer(200, listOf(collection, { store: context.store, inventory, asked }));
  if (verb === 'get') return jsonAnswer(200, objectOf(collection, { store: context.store, inventory, asked }));
  throw new StatusError(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource');
}

/** `NAME`, `NAME:PORT` or `SCHEME:NAME:PORT`, as the API server reads it. */
function proxy(inventory: Inventory, asked: ApiRequest, request: WorldRequest): WorldAnswer {
  const parts = asked.name.split(':');
  const [name = '', port = ''] = parts.length === 3 ? parts.slice(1) : parts;
  const address = { namespace: asked.namespace, name, port };
  const { method, headers } = request;
  return askService(inventory, address, { method, path: asked.rest === '' ? '/' : asked.rest, headers });
}
