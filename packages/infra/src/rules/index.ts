import { identityRules } from './identity.ts';
import { nameRules } from './names.ts';
import { networkRules } from './network.ts';
import type { Rule } from './rule.ts';
import { storageRules } from './storage.ts';
import { wiringRules } from './wiring.ts';
import { workloadRules } from './workloads.ts';

/** Everything that is true of every stack. */
export const rules: readonly Rule[] = [
  ...storageRules,
  ...networkRules,
  ...identityRules,
  ...workloadRules,
  ...wiringRules,
  ...nameRules,
];
