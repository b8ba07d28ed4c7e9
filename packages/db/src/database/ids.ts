import { randomFillSync } from 'node:crypto';
import { type IdKind, makeId } from '@flowport/domain';

/** Where ids come from; tests pass their own. */
export type IdSource = (kind: IdKind, now: Date) => string;

export const randomIds: IdSource = (kind, now) => makeId(kind, now, randomFillSync(new Uint8Array(16)));
