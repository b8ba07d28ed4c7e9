import { type CheckResult, type EndpointOutput, failed, passed } from '@flowport/domain';
import { patiently } from './patience.ts';
import type { StackProbe } from './probe.ts';

const check = { name: 'login', title: 'Login in front of the pages' };
const remedy =
  'Look at the rules of the load balancer’s listener in EC2 and at the DNS records of the hosts. A change without any puts back what was changed.';

/** That nobody sees the Metaflow UI or Argo before the login, and that this is the login of the stack. Only with a load balancer. */
export function loginChecks(probe: StackProbe): Promise<CheckResult>[] {
  const { endpoint } = probe.outputs.cluster;
  if (endpoint === null) return [];
  return [
    patiently(probe.patience, {
      ...check,
      remedy,
      look: async () => {
        const hosts = [endpoint.ui_host, endpoint.argo_host];
        const problems = await Promise.all(hosts.map((host) => problemAt(probe, endpoint, host)));
        const found = problems.filter((problem) => problem !== undefined);
        if (found.length > 0) return failed(check, found.join(' '), remedy);
        return passed(check, `${hosts.join(' and ')} send everybody to ${loginOf(probe, endpoint).says} first.`);
      },
    }),
  ];
}

async function problemAt(probe: StackProbe, endpoint: EndpointOutput, host: string): Promise<string | undefined> {
  const { status, headers } = await probe.request(`https://${host}/`, { signal: probe.patience.signal });
  if (status !== 302) return `https://${host}/ answers ${status} to who is not signed in, in place of a login.`;
  const login = loginOf(probe, endpoint);
  const location = headers.location ?? '';
  return login.isAt(location)
    ? undefined
    : `https://${host}/ sends to ${location || 'nowhere'}, and not to ${login.says}.`;
}

function loginOf({ parameters, outputs }: StackProbe, { mode }: EndpointOutput) {
  const authorization = parameters.endpoint.oidc?.authorizationEndpoint;
  if (mode === 'alb-oidc' && authorization !== undefined) {
    return { says: authorization, isAt: (location: string) => location.split('?')[0] === authorization };
  }
  const suffix = `.auth.${outputs.foundation.region}.amazoncognito.com`;
  return {
    says: 'the login of Cognito',
    isAt: (location: string) => URL.parse(location)?.hostname.endsWith(suffix) ?? false,
  };
}
