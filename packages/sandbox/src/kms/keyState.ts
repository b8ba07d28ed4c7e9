/** Whether a KMS key can be used, for whoever encrypts with it. */
import { stored } from '../cloud/attributes.ts';
import type { ObjectStore } from '../store/objects.ts';

/** Type under which a deleted key is kept until its window ends. */
export const pendingDeletionType = 'aws_kms_pending_deletion';

export type KeyState = 'Enabled' | 'PendingDeletion' | 'Missing';

/** @param o.key id, ARN or alias (its name or ARN); AWS's own keys and those of other accounts count as usable */
export function keyState(store: ObjectStore, o: { account: string; region: string; key: string }): KeyState {
  const [, , , region = o.region, account = o.account] = o.key.startsWith('arn:') ? o.key.split(':') : [];
  const name = o.key.replace(/^arn:[^:]*:kms:[^:]*:\d*:/, '').replace(/^key\//, '');
  if (account !== o.account || name.startsWith('alias/aws/')) return 'Enabled';
  const find = (type: string, id: string) => store.get({ account, scope: region, type, id });
  if (name.startsWith('alias/')) {
    const alias = find('aws_kms_alias', name);
    const target = alias === undefined ? '' : String(stored(alias).target_key_arn ?? '');
    return target === '' ? 'Missing' : keyState(store, { ...o, key: target });
  }
  if (find('aws_kms_key', name) !== undefined) return 'Enabled';
  return find(pendingDeletionType, name) === undefined ? 'Missing' : 'PendingDeletion';
}
