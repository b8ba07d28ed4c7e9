import { argoRules } from './argo.ts';
import { computeRules } from './compute.ts';
import { connectionRules } from './connection.ts';
import { deployerRules, readDeployerPolicy } from './deployer.ts';
import { endpointRules } from './endpoint.ts';
import { identityRules } from './identity.ts';
import { nameRules } from './names.ts';
import { networkRules } from './network.ts';
import { orderRules } from './order.ts';
import { publishingRules } from './publishing.ts';
import type { Rule } from './rule.ts';
import { storageRules } from './storage.ts';
import { wiringRules } from './wiring.ts';
import { workloadRules } from './workloads.ts';
import { workspaceRules } from './workspaces.ts';

/** Everything that is true of every stack. */
export const rules: readonly Rule[] = [
  ...storageRules,
  ...networkRules,
  ...endpointRules,
  ...computeRules,
  ...identityRules,
  ...deployerRules(readDeployerPolicy()),
  ...workloadRules,
  ...workspaceRules,
  ...argoRules,
  ...publishingRules,
  ...connectionRules,
  ...wiringRules,
  ...orderRules,
  ...nameRules,
];
