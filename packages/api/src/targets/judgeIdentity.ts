import type { CheckRecord, TargetRecord } from '@flowport/db';
import { AppError } from '@flowport/domain';
import type { Identities } from '../context.ts';

type Check = Omit<CheckRecord, 'checkedAt'>;

/** Becomes the deployer role and compares what AWS says of it with what the target says. */
export async function judgeIdentity(identities: Identities, target: TargetRecord): Promise<Check[]> {
  const assumed = { name: 'deployer_role', title: 'The deployer role can be assumed' };
  const belongs = { name: 'account', title: 'It belongs to the account of the target' };
  try {
    const { account, arn } = await identities.callerIdentity(target);
    return [
      { ...assumed, status: 'passed', detail: `AWS knows us as ${arn}.`, remedy: null },
      account === target.account
        ? { ...belongs, status: 'passed', detail: `Account ${account}.`, remedy: null }
        : {
            ...belongs,
            status: 'failed',
            detail: `The role belongs to ${account}, the target names ${target.account}.`,
            remedy: 'Add a target with the right account or the right role.',
          },
    ];
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return [
      {
        ...assumed,
        status: 'failed',
        detail: error.publicMessage,
        remedy: 'Compare the trust policy of the role with the external id of the target, then check again.',
      },
      { ...belongs, status: 'skipped', detail: 'Not known until the role can be assumed.', remedy: null },
    ];
  }
}
