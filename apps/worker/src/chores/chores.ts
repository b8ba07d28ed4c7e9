import { expireApprovals } from '../decisions/expireApprovals.ts';
import { warnOfExpiry } from '../decisions/warnOfExpiry.ts';
import { driftChore } from '../drift/driftChore.ts';
import { approveByRule } from '../lifetime/approveByRule.ts';
import { endLifetimes } from '../lifetime/endLifetimes.ts';
import { keepSchedules } from '../lifetime/keepSchedules.ts';
import { warnExpiring } from '../lifetime/warnExpiring.ts';
import { logRetention } from '../log/retention.ts';
import { forgetWorkers } from '../loop/forgetWorkers.ts';
import { requeueStranded } from '../loop/requeueStranded.ts';
import { deliverNotifications } from '../notifications/deliverNotifications.ts';
import type { Chore } from './chore.ts';

export const chores: readonly Chore[] = [
  driftChore,
  expireApprovals,
  warnOfExpiry,
  forgetWorkers,
  requeueStranded,
  logRetention,
  warnExpiring,
  endLifetimes,
  keepSchedules,
  approveByRule,
  deliverNotifications,
];
