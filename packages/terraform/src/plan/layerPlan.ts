import { AppError, countChanges, type Layer, type LayerPlan, type PlanAction, type PlanChange } from '@flowport/domain';
import { attributeChanges } from './attributeChanges.ts';
import { marksOf } from './marks.ts';
import type { PlanJson, RawResourceChange } from './planJson.ts';

/**
 * The plan as a reviewer reads it. Resources that stay as they are appear in `counts.unchanged` alone, unless they are
 * imported or moved. Sensitive values are nowhere in it.
 * @throws AppError `terraform_failed` for an action that we don't know: what can't be shown must not be approved.
 */
export function layerPlan(layer: Layer, plan: PlanJson): LayerPlan {
  const all = plan.resource_changes.map(planChange);
  return {
    layer,
    basis: 'exact',
    counts: countChanges(all),
    changes: all.filter(isWorthShowing),
    release: [],
    drift: plan.resource_drift.map(planChange).filter((change) => change.action !== 'unchanged'),
    outputsChanged: Object.entries(plan.output_changes)
      .filter(([, change]) => !change.actions.every((action) => action === 'no-op'))
      .map(([name]) => name)
      .sort(),
  };
}

function isWorthShowing(change: PlanChange): boolean {
  return change.action !== 'unchanged' || change.importId !== null || change.reason !== null;
}

export function planChange(raw: RawResourceChange): PlanChange {
  const action = planAction(raw);
  const attributes = action === 'unchanged' ? [] : attributeChanges(raw.change);
  return {
    address: raw.deposed === undefined ? raw.address : `${raw.address} (deposed object ${raw.deposed})`,
    type: raw.type,
    name: raw.name,
    provider: providerName(raw.provider_name),
    action,
    importId: importId(raw),
    reason: reasonInWords(raw),
    marks: marksOf(raw.type, action, attributes),
    attributes,
  };
}

/** `registry.terraform.io/hashicorp/aws` → `aws`. */
export function providerName(source: string): string {
  return source.slice(source.lastIndexOf('/') + 1);
}

function planAction({ address, change }: RawResourceChange): PlanAction {
  switch (change.actions.join('+')) {
    case 'no-op':
      return 'unchanged';
    case 'create':
      return 'create';
    case 'update':
      return 'update';
    case 'read':
      return 'read';
    case 'delete':
      return 'delete';
    case 'forget':
      return 'forget';
    case 'delete+create':
    case 'create+delete':
    case 'create+forget':
      return 'replace';
    default:
      throw new AppError(
        'terraform_failed',
        `While reading the plan: Terraform wants to "${change.actions.join(', ')}" ${address}, which this version of Flowport can't show. Use an older Terraform, or update Flowport.`,
      );
  }
}

function importId({ change }: RawResourceChange): string | null {
  if (change.importing == null) return null;
  const { id, identity } = change.importing;
  if (id !== undefined) return id;
  return identity === undefined ? '(known after apply)' : JSON.stringify(identity);
}

/** Terraform's codes as of 1.11, in words that complete "because …". */
const reasons: Readonly<Record<string, string>> = {
  replace_because_tainted: 'the last attempt to create it failed, so it is created anew',
  replace_because_cannot_update: 'an attribute changes that can not be changed in place',
  replace_by_request: 'its replacement was asked for',
  replace_by_triggers: 'something that it is told to follow changes',
  delete_because_no_resource_config: 'it is no longer in the configuration',
  delete_because_no_module: 'its module is no longer in the configuration',
  delete_because_no_move_target: 'it was moved to an address that is not in the configuration',
  delete_because_wrong_repetition: 'the configuration repeats it in another way',
  delete_because_count_index: 'the configuration asks for fewer of it',
  delete_because_each_key: 'its key is no longer in the configuration',
  read_because_config_unknown: 'what to read is known only during the apply',
  read_because_dependency_pending: 'it depends on something that changes in the same apply',
  read_because_check_nested: 'a check reads it',
};

function reasonInWords(raw: RawResourceChange): string | null {
  const parts: string[] = [];
  if (raw.action_reason !== undefined) {
    parts.push(reasons[raw.action_reason] ?? raw.action_reason.replaceAll('_', ' '));
  }
  if (raw.previous_address !== undefined && raw.previous_address !== raw.address) {
    parts.push(`it moves from ${raw.previous_address}`);
  }
  if (raw.change.actions.includes('forget')) parts.push('the object stays, and is no longer managed');
  if (raw.deposed !== undefined) parts.push('an earlier replacement left this object behind');
  return parts.length === 0 ? null : parts.join('; ');
}
