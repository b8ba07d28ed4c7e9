import type { TargetRow } from '@flowport/db';
import type { TargetView } from '@flowport/domain';
import { checkView } from './checkView.ts';

/** Without the external id, which is half a secret. */
export function targetView(target: TargetRow): TargetView {
  return {
    id: target.id,
    name: target.name,
    kind: target.kind,
    account: target.account,
    region: target.region,
    deployerRoleArn: target.deployerRoleArn,
    stateBucket: target.backend.bucket,
    workspaceKeyPrefix: target.backend.workspaceKeyPrefix,
    selfApproval: target.selfApproval,
    policy: target.policy,
    stackCount: target.stackCount,
    checks: target.checks.map(checkView),
  };
}
