/** What a request to an API server asks for, read from its method and path as the API server's own authorizer does. */
import type { WorldRequest } from '../world/exchange.ts';

export type ApiRequest = {
  verb: 'get' | 'list' | 'create' | 'update' | 'patch' | 'delete';
  /** Empty for the core group. */
  group: string;
  version: string;
  /** Empty for the cluster scope. */
  namespace: string;
  resource: string;
  name: string;
  subresource: string;
  /** What follows the subresource: the path behind a proxy. */
  rest: string;
};

const verbs: Readonly<Record<string, ApiRequest['verb']>> = {
  GET: 'get',
  HEAD: 'get',
  POST: 'create',
  PUT: 'update',
  PATCH: 'patch',
  DELETE: 'delete',
};

/** Undefined for paths that name no resource, such as `/version`. */
export function readApiRequest({ method, path }: Pick<WorldRequest, 'method' | 'path'>): ApiRequest | undefined {
  const [, root, ...parts] = path.split('/');
  if (root !== 'api' && root !== 'apis') return undefined;
  const group = root === 'api' ? '' : (parts.shift() ?? '');
  const version = parts.shift() ?? '';
  let namespace = '';
  // `/namespaces/NAME` alone is the namespace itself.
  if (parts[0] === 'namespaces' && parts.length > 2) {
    namespace = parts[1] ?? '';
    parts.splice(0, 2);
  }
  const [resource = '', name = '', subresource = '', ...rest] = parts;
  if (resource === '') return undefined;
  const verb = verbs[method] ?? 'get';
  return {
    verb: verb === 'get' && name === '' ? 'list' : verb,
    group,
    version,
    namespace: resource === 'namespaces' && name !== '' ? name : namespace,
    resource,
    name,
    subresource,
    rest: rest.length === 0 ? '' : `/${rest.join('/')}`,
  };
}
