import type { AddTargetInput, TargetKind } from '@flowport/domain';

/** The columns of a target that its input decides. */
export function targetColumns(input: AddTargetInput & { kind: TargetKind }) {
  const { name, kind, account, region, deployerRoleArn, planRoleArn, externalId, selfApproval, backend } = input;
  return {
    name,
    kind,
    account,
    region,
    deployerRoleArn,
    planRoleArn,
    externalId,
    selfApproval,
    stateBucket: backend.bucket,
    stateRegion: backend.region,
    workspaceKeyPrefix: backend.workspaceKeyPrefix,
    stateKmsKeyId: backend.kmsKeyId,
    stateUsePathStyle: backend.usePathStyle,
  };
}
