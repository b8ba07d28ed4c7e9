/** Defaults of a pod template, which deployments, daemon sets and jobs share. Source: the provider's schema pages. */
import type { TfObject, TfValue } from '../../providers/wire/values.ts';
import { text } from '../attributes.ts';
import type { Filling } from './resource.ts';

const pod: Readonly<TfObject> = {
  automount_service_account_token: true,
  dns_policy: 'ClusterFirst',
  enable_service_links: true,
  host_ipc: false,
  host_network: false,
  host_pid: false,
  share_process_namespace: false,
  termination_grace_period_seconds: 30,
};

const container: Readonly<TfObject> = {
  stdin: false,
  stdin_once: false,
  tty: false,
  termination_message_path: '/dev/termination-log',
  'port.protocol': 'TCP',
  'volume_mount.mount_propagation': 'None',
  'volume_mount.read_only': false,
  'security_context.allow_privilege_escalation': true,
  'security_context.privileged': false,
  'security_context.read_only_root_filesystem': false,
};

const probe: Readonly<TfObject> = {
  failure_threshold: 3,
  period_seconds: 10,
  success_threshold: 1,
  timeout_seconds: 1,
  'http_get.scheme': 'HTTP',
};

/** Defaults below `spec.template.spec` by attribute path. */
export function podDefaults(restartPolicy: string): Readonly<TfObject> {
  const below = (path: string, values: Readonly<TfObject>): [string, TfValue][] =>
    Object.entries(values).map(([name, value]) => [`spec.template.spec.${path}${name}`, value]);
  return Object.fromEntries([
    ...below('', { ...pod, restart_policy: restartPolicy }),
    ...['container', 'init_container'].flatMap((name) => below(`${name}.`, container)),
    ...['container', 'init_container'].flatMap((name) =>
      ['liveness_probe', 'readiness_probe', 'startup_probe'].flatMap((kind) => below(`${name}.${kind}.`, probe)),
    ),
    ...below('volume.', {
      'secret.default_mode': '0644',
      'config_map.default_mode': '0644',
      'projected.default_mode': '0644',
    }),
  ]);
}

/** What the API server fills in. */
export const podFillings: Readonly<Record<string, Filling>> = {
  'spec.template.spec.scheduler_name': 'default-scheduler',
  'spec.template.spec.service_account_name': 'default',
  'spec.template.spec.container.image_pull_policy': pullPolicy,
  'spec.template.spec.container.termination_message_policy': 'File',
  'spec.template.spec.init_container.image_pull_policy': pullPolicy,
  'spec.template.spec.init_container.termination_message_policy': 'File',
};

/** Kubernetes pulls a floating tag each time, a fixed one only when the node lacks it. */
function pullPolicy(element: TfObject): string {
  const image = text(element.image);
  const name = image.split('/').at(-1) ?? '';
  return (!name.includes(':') && !name.includes('@')) || name.endsWith(':latest') ? 'Always' : 'IfNotPresent';
}
