import type { CheckRecord } from '@flowport/db';
import type { CheckView } from '@flowport/domain';

export function checkView(check: CheckRecord): CheckView {
  const { name, title, status, detail, remedy } = check;
  return { name, title, status, detail, remedy, checkedAt: check.checkedAt.toISOString() };
}
