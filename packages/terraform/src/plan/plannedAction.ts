import { AppError, type PlanAction } from '@flowport/domain';
import type { TerraformEvent } from '../stream/event.ts';

/** What Terraform calls the actions in its message stream: `remove` is out of the state alone; a move or an import changes nothing but the state. */
const actions: Readonly<Record<string, PlanAction>> = {
  noop: 'unchanged',
  move: 'unchanged',
  import: 'unchanged',
  create: 'create',
  read: 'read',
  update: 'update',
  replace: 'replace',
  delete: 'delete',
  remove: 'forget',
};

/** @throws AppError `terraform_failed` for an action that we don't know: it can't be compared with what was approved. */
export function plannedAction(event: Extract<TerraformEvent, { type: 'planned_change' }>): {
  address: string;
  action: PlanAction;
} {
  const { address } = event.resource;
  const action = Object.hasOwn(actions, event.action) ? actions[event.action] : undefined;
  if (action !== undefined) return { address, action };
  throw new AppError(
    'terraform_failed',
    `While planning: Terraform wants to "${event.action}" ${address}, which this version of Flowport does not know. Use an older Terraform, or update Flowport.`,
  );
}
