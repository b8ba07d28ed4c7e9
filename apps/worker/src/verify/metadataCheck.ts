import { secretText } from '@flowport/aws';
import { AppError, type CheckResult, type EndpointOutput, failed, passed } from '@flowport/domain';
import { z } from 'zod';
import { patiently } from './patience.ts';
import type { StackProbe } from './probe.ts';

const check = { name: 'metadata', title: 'Metadata service' };
const serviceRemedy =
  'See the pods of the service and their logs: kubectl -n metaflow get pods, kubectl -n metaflow logs deployment/metadata-service. When it cannot reach its database, look at the security group and the password secret.';
const endpointRemedy =
  'Look at the load balancer in EC2: its listener’s rules, the health of its targets, and the DNS record of the metadata host. A change without any puts back what was changed.';

/**
 * That the metadata service answers as its clients will ask: through the API server as a port-forward does, and where
 * there is a load balancer through it, with what signs a program in, and not without.
 */
export function metadataCheck(probe: StackProbe): Promise<CheckResult> {
  const { endpoint } = probe.outputs.cluster;
  return patiently(probe.patience, {
    ...check,
    remedy: endpoint === null ? serviceRemedy : `${serviceRemedy} ${endpointRemedy}`,
    look: async () => {
      const inside = await pingInside(probe);
      if (inside !== undefined) return failed(check, inside, serviceRemedy);
      if (endpoint === null) return passed(check, 'Answers /ping through the API server, as a port-forward does.');
      return throughLoadBalancer(probe, endpoint);
    },
  });
}

/** @returns what is wrong, undefined when it answers */
async function pingInside({ kubernetes, outputs }: StackProbe): Promise<string | undefined> {
  const service = outputs.services.services.find(({ id }) => id === 'metadata');
  if (!service) return 'The stack has no metadata service.';
  const answer = await kubernetes.throughService(service, service.health_path);
  const isRight = answer.status === 200 && answer.text.trim() === 'pong';
  return isRight ? undefined : `Answers ${service.health_path} with ${answer.status} ${firstLine(answer.text)}.`;
}

async function throughLoadBalancer(probe: StackProbe, endpoint: EndpointOutput): Promise<CheckResult> {
  const url = `https://${endpoint.metadata_host}/ping`;
  const { request, patience } = probe;
  const bare = await request(url, { signal: patience.signal });
  if (bare.status >= 300 && bare.status < 400) {
    return failed(
      check,
      `${url} sends programs to a login (${bare.status} to ${bare.headers.location ?? 'nowhere'}); Metaflow would fail on the page.`,
      endpointRemedy,
    );
  }
  if (bare.status !== 401) {
    return failed(check, `${url} answers ${bare.status} to who is not signed in, in place of 401.`, endpointRemedy);
  }
  const headers = await signedIn(probe, endpoint);
  if (headers === undefined) {
    return passed(
      check,
      `${url} refuses who has no token. Only your identity provider gives tokens, so that one is let in was not tried; in the cluster it answers.`,
    );
  }
  const answer = await request(url, { headers, signal: patience.signal });
  if (answer.status !== 200 || answer.text.trim() !== 'pong') {
    const how = Object.keys(headers).join(', ');
    return failed(
      check,
      `${url} answers ${answer.status} ${firstLine(answer.text)} to a program with ${how}.`,
      endpointRemedy,
    );
  }
  return passed(check, `${url} answers who is signed in, and refuses everybody else.`);
}

/** The headers of a program that may ask; undefined where only somebody else's identity provider gives tokens. */
async function signedIn(probe: StackProbe, endpoint: EndpointOutput): Promise<Record<string, string> | undefined> {
  const { metadata_key_secret_arn: key, machine_client: client } = endpoint;
  if (endpoint.machine_auth === 'key') {
    if (key === null) throw new AppError('internal', 'The outputs name no secret of the metadata key.');
    return { 'x-api-key': await secretText(probe.caller, key) };
  }
  if (client === null) return undefined;
  const secret = await secretText(probe.caller, client.secret_arn);
  const answer = await probe.request(client.token_url, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`${client.client_id}:${secret}`).toString('base64')}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: new URLSearchParams({ grant_type: 'client_credentials', scope: client.scope }).toString(),
    signal: probe.patience.signal,
  });
  const token = answer.status === 200 ? tokenSchema.safeParse(JSON.parse(answer.text)) : undefined;
  if (!token?.success) {
    throw new AppError('unavailable', `${client.token_url} answers ${answer.status} ${firstLine(answer.text)}.`);
  }
  return { authorization: `Bearer ${token.data.access_token}` };
}

const tokenSchema = z.object({ access_token: z.string().min(1) });

function firstLine(text: string): string {
  return text.trim().split('\n')[0]?.slice(0, 200) ?? '';
}
