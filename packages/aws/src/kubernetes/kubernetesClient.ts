import { AppError } from '@flowport/domain';
import type { z } from 'zod';
import type { HostAnswer, HostRequest } from '../host/request.ts';
import {
  accessReviewSchema,
  deployedSchema,
  deploymentListSchema,
  nodeListSchema,
  statusSchema,
  tokenRequestSchema,
} from './shapes.ts';

export type ServiceAddress = { namespace: string; service: string; port: number };
export type ServiceAccount = { namespace: string; name: string };

/** Whether somebody may do something, as `kubectl auth can-i` asks it. */
export type AccessReview = {
  user: string;
  groups: readonly string[];
  namespace: string;
  verb: string;
  group: string;
  resource: string;
  subresource?: string;
};

/**
 * The questions that we put to a cluster, each one call of its API.
 * @throws from every method AppError `credentials_refused` when the cluster does not let us, `not_found`, `unavailable`
 * when it does not answer or not as its version should, `canceled`.
 */
export type KubernetesClient = {
  nodes(): Promise<{ name: string; isReady: boolean }[]>;
  deployments(namespace: string): Promise<{ name: string; wanted: number; ready: number }[]>;
  eventBus(namespace: string, name: string): Promise<{ isDeployed: boolean; why: string }>;
  eventSource(namespace: string, name: string): Promise<{ isDeployed: boolean; why: string }>;
  /** A token of a service account as a pod of it gets mounted (TokenRequest). */
  serviceAccountToken(account: ServiceAccount, audience: string): Promise<string>;
  /** GET through the API server's proxy: what a port-forward would show. Any status but the API server's own refusals. */
  throughService(address: ServiceAddress, path: string): Promise<HostAnswer>;
  mayDo(review: AccessReview): Promise<boolean>;
};

export type KubernetesClientInput = {
  /** https://… */
  endpoint: string;
  /** PEM in base64, as EKS gives it. */
  certificateAuthority: string;
  /** A token that was signed at this time. */
  token: (at: Date) => Promise<string>;
  now: () => Date;
  request: HostRequest;
  signal: AbortSignal;
};

/** Tokens of another time are refused; a clock that is off by less than this was not the reason. */
const clockMillisecondsOff = 60_000;

/** The shortest that Kubernetes gives. */
const tokenSeconds = 600;

export function kubernetesClient(input: KubernetesClientInput): KubernetesClient {
  const { request, token, now, signal } = input;
  const base = input.endpoint.replace(/\/$/, '');
  const ca = Buffer.from(input.certificateAuthority, 'base64').toString('utf8');
  // By how much our clock is behind that of the cluster.
  let behind = 0;
  const call = async (path: string, body?: unknown): Promise<HostAnswer> => {
    const answer = await put(path, body);
    const told = Date.parse(answer.headers.date ?? '') - now().getTime();
    if (answer.status !== 401 || !(Math.abs(told - behind) > clockMillisecondsOff)) return answer;
    behind = told;
    return put(path, body);
  };
  const put = async (path: string, body: unknown): Promise<HostAnswer> =>
    request(`${base}${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        authorization: `Bearer ${await token(new Date(now().getTime() + behind))}`,
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ca,
      signal,
    });
  const read = async <S extends z.ZodType>(schema: S, doing: string, path: string, body?: unknown) => {
    const answer = await call(path, body);
    if (answer.status >= 300) throw refusalOf(answer, doing);
    return parsed(schema, answer.text, doing);
  };
  const events = (namespace: string) => `/apis/argoproj.io/v1alpha1/namespaces/${namespace}`;
  return {
    nodes: async () => (await read(nodeListSchema, 'listing the nodes', '/api/v1/nodes')).items,
    deployments: async (namespace) => {
      const path = `/apis/apps/v1/namespaces/${namespace}/deployments`;
      return (await read(deploymentListSchema, `listing the deployments of ${namespace}`, path)).items;
    },
    eventBus: (namespace, name) =>
      read(deployedSchema, `reading the event bus ${namespace}/${name}`, `${events(namespace)}/eventbus/${name}`),
    eventSource: (namespace, name) =>
      read(
        deployedSchema,
        `reading the event source ${namespace}/${name}`,
        `${events(namespace)}/eventsources/${name}`,
      ),
    serviceAccountToken: async ({ namespace, name }, audience) => {
      const { status } = await read(
        tokenRequestSchema,
        `asking for a token of the service account ${namespace}/${name}`,
        `/api/v1/namespaces/${namespace}/serviceaccounts/${name}/token`,
        {
          apiVersion: 'authentication.k8s.io/v1',
          kind: 'TokenRequest',
          spec: { audiences: [audience], expirationSeconds: tokenSeconds },
        },
      );
      return status.token;
    },
    throughService: async ({ namespace, service, port }, path) => {
      const answer = await call(`/api/v1/namespaces/${namespace}/services/${service}:${port}/proxy${path}`);
      // The application may answer as it likes; only the API server answers with a Status.
      if (answer.status >= 400 && statusOf(answer) !== undefined) {
        throw refusalOf(answer, `asking the service ${namespace}/${service}`);
      }
      return answer;
    },
    mayDo: async ({ user, groups, ...attributes }) => {
      const { status } = await read(
        accessReviewSchema,
        `asking what ${user} may do in ${attributes.namespace}`,
        '/apis/authorization.k8s.io/v1/subjectaccessreviews',
        {
          apiVersion: 'authorization.k8s.io/v1',
          kind: 'SubjectAccessReview',
          spec: { user, groups, resourceAttributes: attributes },
        },
      );
      return status.allowed;
    },
  };
}

function parsed<S extends z.ZodType>(schema: S, text: string, doing: string): z.output<S> {
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw new AppError('unavailable', `While ${doing}: the answer is not one that Kubernetes gives.`, { cause });
  }
}

function refusalOf(answer: HostAnswer, doing: string): AppError {
  const said = statusOf(answer) ?? answer.text.slice(0, 300);
  if (answer.status === 401) {
    return new AppError(
      'credentials_refused',
      `While ${doing}: the cluster does not know us. It has no access entry for the deployer role of the target.`,
    );
  }
  if (answer.status === 403) return new AppError('credentials_refused', `While ${doing}: ${said}`);
  if (answer.status === 404) return new AppError('not_found', `While ${doing}: ${said}`);
  return new AppError('unavailable', `While ${doing}: the cluster answered ${answer.status}: ${said}`);
}

function statusOf({ text }: HostAnswer): string | undefined {
  try {
    const status = statusSchema.safeParse(JSON.parse(text));
    return status.success ? status.data.message : undefined;
  } catch {
    return undefined;
  }
}
