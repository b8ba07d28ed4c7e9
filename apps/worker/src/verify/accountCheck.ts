import { callerIdentity } from '@flowport/aws';
import { type CheckResult, failed, passed } from '@flowport/domain';
import type { RunWork } from '../run/runWork.ts';

/** That the credentials of this run are of the account that the target names. */
export async function accountCheck(work: RunWork): Promise<CheckResult> {
  const { account } = work.target;
  const check = { name: 'account', title: 'Account' };
  const identity = await callerIdentity(work.caller);
  if (identity.account === account) return passed(check, `Applied as ${identity.arn}.`);
  return failed(
    check,
    `The credentials are of account ${identity.account}, the target names ${account}.`,
    'Correct the deployer role of the target; what was created lies in the other account.',
  );
}
