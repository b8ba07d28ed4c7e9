import { DaemonSetV1 } from '@cdktf/provider-kubernetes/lib/daemon-set-v1/index.js';
import type { Construct } from 'constructs';
import { namespaces, nodeGroupLabel } from '../naming.ts';
import { images } from '../versions.ts';

/** Announces the GPUs of the group `gpu` as `nvidia.com/gpu`, which is what `@kubernetes(gpu=1)` asks for. */
export function gpuDevicePlugin(scope: Construct): DaemonSetV1 {
  const labels = { 'app.kubernetes.io/name': 'nvidia-device-plugin' };
  const volume = 'device-plugins';
  const path = '/var/lib/kubelet/device-plugins';
  return new DaemonSetV1(scope, 'kubernetes_daemon_set_v1.nvidia_device_plugin', {
    metadata: { name: 'nvidia-device-plugin', namespace: namespaces.system, labels },
    spec: {
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          priorityClassName: 'system-node-critical',
          nodeSelector: { [nodeGroupLabel]: 'gpu' },
          toleration: [{ key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' }],
          automountServiceAccountToken: false,
          container: [
            {
              name: 'nvidia-device-plugin',
              image: images.gpuDevicePlugin,
              // Waits on a node whose driver is not up yet, instead of crashing in a loop.
              env: [{ name: 'FAIL_ON_INIT_ERROR', value: 'false' }],
              resources: { requests: { cpu: '50m', memory: '64Mi' }, limits: { memory: '128Mi' } },
              securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
              volumeMount: [{ name: volume, mountPath: path }],
            },
          ],
          volume: [{ name: volume, hostPath: { path, type: 'Directory' } }],
        },
      },
    },
    // There are no nodes for it until someone asks for a GPU.
    waitForRollout: false,
  });
}
