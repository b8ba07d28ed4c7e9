import type { PlanChange } from '@flowport/domain';
import type { PlannedAction } from '@flowport/terraform';

/** For a comparison with what was approved: it looks at address and action alone, and Terraform tells no more so early. */
export function asChange({ address, action }: PlannedAction): PlanChange {
  return { address, action, type: '', name: '', provider: '', importId: null, reason: null, marks: [], attributes: [] };
}
