// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are Terraform's templates.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { deleteObject } from '../../control/commands.ts';
import { openRoot, type TerraformConfig, type TerraformRoot } from '../../providers/testing/terraformRoot.ts';
import { type RunningSandbox, startSandbox } from '../../sandbox.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'flowport-sandbox-'));
const host = `https://${'A'.repeat(32)}.gr7.us-west-2.eks.amazonaws.com`;
const inRegion = { account: '111122223333', scope: 'us-west-2', createdAt: '2026-01-01T00:00:00.000Z' };
const cluster = { ...inRegion, type: 'aws_eks_cluster', id: 'c', attributes: { id: 'c', name: 'c', endpoint: host } };
const nodes = {
  ...inRegion,
  type: 'aws_eks_node_group',
  id: 'c:n',
  attributes: { id: 'c:n', cluster_name: 'c', scaling_config: [{ max_size: 1 }] },
};
let sandbox: RunningSandbox;
let root: TerraformRoot;

beforeAll(async () => {
  sandbox = await startSandbox({ dataDir, latency: 'none' });
});

beforeEach(() => {
  sandbox.world.store.put(cluster);
  sandbox.world.store.put(nodes);
  root = openRoot(sandbox);
});

afterEach(() => {
  root.remove();
  sandbox.world.store.wipe();
});

afterAll(async () => {
  await sandbox.close();
  rmSync(dataDir, { recursive: true });
});

async function write(resource: TerraformConfig, access: TerraformConfig = { host, token: 't' }): Promise<void> {
  root.write({ provider: { kubernetes: access, helm: { kubernetes: access } }, resource });
  await root.init();
}

const namespace = { kubernetes_namespace_v1: { ml: { metadata: { name: 'ml' } } } };
const deployment = (spec: TerraformConfig, labels = { a: 'b' }) => ({
  kubernetes_deployment_v1: {
    app: {
      metadata: { name: 'app', namespace: '${kubernetes_namespace_v1.ml.metadata[0].name}' },
      spec: {
        selector: { match_labels: labels },
        template: {
          metadata: { labels },
          spec: { container: [{ name: 'app', image: 'busybox' }], ...spec },
        },
      },
    },
  },
});

it('refuses what has no cluster behind its host', async () => {
  await write(namespace, { host: 'https://nowhere.gr7.us-west-2.eks.amazonaws.com', token: 't' });
  expect(await root.applyFails()).toMatch(/Kubernetes cluster unreachable: .* lookup nowhere.*: no such host/);
});

it('refuses a connection without credentials', async () => {
  await write(namespace, { host });
  expect(await root.applyFails()).toContain('Unauthorized');
});

it('keeps the state of a cluster that is gone, and cannot refresh it', async () => {
  await write(namespace);
  await root.apply();
  deleteObject(sandbox.world, cluster);
  const result = await root.run('plan', '-no-color');
  expect(result.stderr).toContain('Kubernetes cluster unreachable');
  expect(Object.keys(await root.state())).toEqual(['kubernetes_namespace_v1.ml']);
});

it('refuses objects in a namespace that does not exist, and names that are taken', async () => {
  await write({ kubernetes_config_map_v1: { c: { metadata: { name: 'c', namespace: 'nowhere' } } } });
  expect(await root.applyFails()).toContain('namespaces "nowhere" not found');
  await write({ kubernetes_namespace_v1: { system: { metadata: { name: 'kube-system' } } } });
  expect(await root.applyFails()).toContain('namespaces "kube-system" already exists');
});

it('does not finish a rollout without nodes or without its service account', async () => {
  await write({ ...namespace, ...deployment({ service_account_name: 'missing' }) });
  expect(await root.applyFails()).toContain('serviceaccount "missing" not found');
  deleteObject(sandbox.world, nodes);
  await write({ ...namespace, ...deployment({}) });
  expect(await root.applyFails()).toContain('Waiting for rollout to finish');
});

it('rolls a deployment out again in place, and makes another one for another selector', async () => {
  await write({ ...namespace, ...deployment({}) });
  await root.apply();
  await write({ ...namespace, ...deployment({ termination_grace_period_seconds: 5 }) });
  expect((await root.plan()).changes).toEqual({ 'kubernetes_deployment_v1.app': ['update'] });
  await root.apply();
  expect((await root.plan()).changes).toEqual({});
  await write({ ...namespace, ...deployment({ termination_grace_period_seconds: 5 }, { a: 'c' }) });
  expect((await root.plan()).changes).toEqual({ 'kubernetes_deployment_v1.app': ['delete', 'create'] });
});

it('empties a namespace that is deleted', async () => {
  await write({
    ...namespace,
    kubernetes_config_map_v1: {
      c: { metadata: { name: 'c', namespace: 'ml' }, depends_on: ['kubernetes_namespace_v1.ml'] },
    },
  });
  await root.apply();
  const removed = await root.run('state', 'rm', 'kubernetes_config_map_v1.c');
  expect(removed.status).toBe(0);
  await root.destroy();
  expect(sandbox.world.store.list({ scope: host })).toEqual([]);
});

it('installs a release once per namespace and name, and counts its revisions', async () => {
  const release = (name: string, version: string) => ({
    helm_release: {
      [name]: { name: 'argo', chart: 'argo-workflows', version, namespace: 'argo', create_namespace: true },
    },
  });
  await write(release('a', '0.47.5'));
  await root.apply();
  await write(release('a', '0.47.6'));
  const plan = await root.plan();
  expect(plan.changes).toEqual({ 'helm_release.a': ['update'] });
  await root.apply();
  expect((await root.state())['helm_release.a']?.metadata).toMatchObject({ revision: 2, version: '0.47.6' });
  const other = openRoot(sandbox);
  other.write({ provider: { helm: { kubernetes: { host, token: 't' } } }, resource: release('b', '1') });
  await other.init();
  expect(await other.applyFails()).toContain('cannot re-use a name that is still in use');
  other.remove();
});

it('refuses an object whose kind no earlier release has defined', async () => {
  const bus = { apiVersion: 'argoproj.io/v1alpha1', kind: 'EventBus', metadata: { name: 'default', namespace: 'ml' } };
  const release = (chart: string, values: object, depends_on: string[]) => ({
    [chart]: { name: chart, chart, version: '1.0.0', namespace: 'ml', values: [JSON.stringify(values)], depends_on },
  });
  const workflows = (depends_on: string[]) => release('argo-workflows', { extraObjects: [bus] }, depends_on);
  await write({ ...namespace, helm_release: workflows(['kubernetes_namespace_v1.ml']) });
  expect(await root.applyFails()).toContain('no matches for kind "EventBus" in version "argoproj.io/v1alpha1"');
  await write({
    ...namespace,
    helm_release: {
      ...release('argo-events', {}, ['kubernetes_namespace_v1.ml']),
      ...workflows(['helm_release.argo-events']),
    },
  });
  await root.apply();
  expect((await root.plan()).changes).toEqual({});
});
