import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestServices, type TestServices } from '../http/testing.ts';
import { type Plant, plantCluster } from '../testing/plantCluster.ts';
import { plantBinding, plantEndpoint, plantedEndpoint } from '../testing/plantEndpoint.ts';

const { domain, dnsName, poolDomain, machine, key, pool } = plantedEndpoint;
const cognitoHost = `${poolDomain}.auth.us-west-2.amazoncognito.com`;
let sandbox: TestServices;
let put: Plant;

beforeAll(async () => {
  sandbox = await startTestServices();
});
beforeEach(() => {
  sandbox.objects.wipe();
  sandbox.services.plant();
  put = plantCluster(sandbox.objects);
  plantEndpoint(put, 'key');
  plantBinding(put);
});
afterAll(async () => {
  expect(sandbox.faults).toEqual([]);
  await sandbox.close();
});

async function ask(host: string, path: string, init: RequestInit = {}) {
  const url = `${sandbox.endpoint}/_world/https/${host}${path}`;
  const response = await fetch(url, { redirect: 'manual', ...init });
  const text = await response.text();
  return { status: response.status, text, location: response.headers.get('location') ?? '' };
}

const withKey = { headers: { 'x-api-key': key } };

describe('the metadata host by key', () => {
  it('answers whoever has the key, and everybody else 401 in JSON, never a redirect', async () => {
    expect(await ask(`metadata.${domain}`, '/ping', withKey)).toMatchObject({ status: 200, text: 'pong' });
    const wrong = await ask(`metadata.${domain}`, '/ping', { headers: { 'x-api-key': 'wrong' } });
    expect(wrong).toMatchObject({ status: 401, text: '{"message":"Unauthorized"}', location: '' });
    expect((await ask(`metadata.${domain}`, '/ping')).status).toBe(401);
  });

  it('has no target without a binding, a controller, or pods that are ready', async () => {
    const without = async (type: string, id: string) => {
      const [object] = sandbox.objects.list({ type, id });
      if (object === undefined) throw new Error(`${id} was not planted`);
      sandbox.objects.remove(object);
      const { status } = await ask(`metadata.${domain}`, '/ping', withKey);
      sandbox.objects.put(object);
      return status;
    };
    expect(await without('helm_release', 'metaflow/bindings')).toBe(503);
    expect(await without('helm_release', 'kube-system/aws-load-balancer-controller')).toBe(503);
    expect(await without('kubernetes_deployment_v1', 'metaflow/metadata-service')).toBe(503);
    expect(await without('kubernetes_service_v1', 'metaflow/metadata-service')).toBe(503);
    expect((await ask(`metadata.${domain}`, '/ping', withKey)).status).toBe(200);
  });

  it('has no target while the health check asks for what the service does not have', async () => {
    const [group] = sandbox.objects.list({ type: 'aws_lb_target_group' });
    if (group === undefined) throw new Error('no target group was planted');
    sandbox.objects.put({ ...group, attributes: { health_check: [{ path: '/health', matcher: '200' }] } });
    expect((await ask(`metadata.${domain}`, '/ping', withKey)).status).toBe(503);
  });
});

describe('hosts where people sign in', () => {
  it('send a browser to the login page, which knows the way back', async () => {
    const first = await ask(`ui.${domain}`, '/runs?x=1');
    expect(first.status).toBe(302);
    const location = new URL(first.location);
    expect(location.origin + location.pathname).toBe(`https://${cognitoHost}/oauth2/authorize`);
    expect(location.searchParams.get('redirect_uri')).toBe(`https://ui.${domain}/oauth2/idpresponse`);
    const second = await ask(location.host, `${location.pathname}${location.search}`);
    expect(second).toMatchObject({ status: 302, location: expect.stringContaining(`https://${cognitoHost}/login?`) });
    expect((await ask(cognitoHost, '/login')).status).toBe(200);
    location.searchParams.set('redirect_uri', 'https://elsewhere.example.com/');
    const foreign = await ask(location.host, `${location.pathname}${location.search}`);
    expect(foreign.location).toContain('redirect_mismatch');
  });

  it('deny what a script asks without a session', async () => {
    expect((await ask(`ui.${domain}`, '/api/flows')).status).toBe(401);
  });
});

describe('the metadata host by token', () => {
  beforeEach(() => {
    sandbox.objects.wipe();
    sandbox.services.plant();
    put = plantCluster(sandbox.objects);
    plantEndpoint(put, 'jwt');
    plantBinding(put);
  });

  const tokenRequest = (secret: string, scope = 'metadata/access') => ({
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`${machine.id}:${secret}`).toString('base64')}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: new URLSearchParams({ grant_type: 'client_credentials', scope }).toString(),
  });

  it('answers the token that the pool gave the machine client', async () => {
    const { status, text } = await ask(cognitoHost, '/oauth2/token', tokenRequest(machine.secret));
    expect(status).toBe(200);
    const { access_token: token, expires_in } = JSON.parse(text);
    expect(expires_in).toBe(86_400);
    const bearer = { headers: { authorization: `Bearer ${token}` } };
    expect(await ask(`metadata.${domain}`, '/ping', bearer)).toMatchObject({ status: 200, text: 'pong' });
    const forged = { headers: { authorization: `Bearer ${token.slice(0, -6)}AAAAAA` } };
    expect((await ask(`metadata.${domain}`, '/ping', forged)).status).toBe(401);
    expect((await ask(`metadata.${domain}`, '/ping')).status).toBe(401);
    const jwks = await ask('cognito-idp.us-west-2.amazonaws.com', `/${pool}/.well-known/jwks.json`);
    expect(JSON.parse(jwks.text).keys).toMatchObject([{ kty: 'RSA', alg: 'RS256' }]);
  });

  it.each([
    ['a wrong secret', () => tokenRequest('wrong'), 'invalid_client'],
    ['a scope that the client has not', () => tokenRequest(machine.secret, 'metadata/other'), 'invalid_scope'],
    ['no grant', () => ({ ...tokenRequest(machine.secret), body: 'scope=x' }), 'invalid_request'],
  ])('gives no token for %s', async (_, request, error) => {
    const answer = await ask(cognitoHost, '/oauth2/token', request());
    expect(answer).toMatchObject({ status: 400, text: JSON.stringify({ error }) });
  });
});

describe('a connection fails', () => {
  const codeOf = async (host: string) => {
    const { status, text } = await ask(host, '/ping', withKey);
    return status === 421 ? JSON.parse(text).code : status;
  };

  it('where no record leads to a load balancer', async () => {
    expect(await codeOf(`metadata.other.metaflow.example.com`)).toBe('ENOTFOUND');
  });

  it('where the certificate is for other names: the load balancer’s own, or two levels down', async () => {
    expect(await codeOf(dnsName)).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
    put('aws_route53_record', 'deep', { fqdn: `*.a.${domain}`, type: 'CNAME', records: [dnsName] }, 'global');
    expect(await codeOf(`metadata.a.${domain}`)).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
  });

  it('where nobody listens', async () => {
    for (const listener of sandbox.objects.list({ type: 'aws_lb_listener' })) sandbox.objects.remove(listener);
    expect(await codeOf(`metadata.${domain}`)).toBe('ECONNREFUSED');
  });
});
