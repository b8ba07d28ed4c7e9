import { isOpenName } from '@flowport/domain';
import { collectSecrets } from './attributeChanges.ts';
import type { PlanJson } from './planJson.ts';

/** Every text in a plan that Terraform marks as sensitive, before and after: resources, and outputs that hold no id or name. */
export function planSecrets(plan: PlanJson): Set<string> {
  const secrets = new Set<string>();
  const changes = [
    ...[...plan.resource_changes, ...plan.resource_drift].map(({ change }) => change),
    ...Object.entries(plan.output_changes)
      .filter(([name]) => !isOpenName(name))
      .map(([, change]) => change),
  ];
  for (const change of changes) {
    collectSecrets(change.before ?? null, change.before_sensitive ?? null, secrets);
    collectSecrets(change.after ?? null, change.after_sensitive ?? null, secrets);
  }
  return secrets;
}
