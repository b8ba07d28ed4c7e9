import { z } from 'zod';

/** Every kind of record has its own prefix, so that an id says what it names. */
export const idPrefixes = {
  team: 'team',
  membership: 'mbr',
  target: 'tgt',
  stack: 'stk',
  run: 'run',
  step: 'stp',
  plan: 'pln',
  approval: 'apr',
  journal: 'jrn',
  check: 'chk',
  audit: 'aud',
  output: 'out',
  recovery: 'rec',
  acknowledgement: 'ack',
  finding: 'fnd',
  notification: 'ntf',
  delivery: 'dlv',
  wish: 'wsh',
} as const;

export type IdKind = keyof typeof idPrefixes;

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';

/**
 * A sortable id: prefix, 10 characters of milliseconds, 16 random ones (Crockford's base 32 in lower case, as ULID).
 * @param random 16 bytes, of which 5 bits each are used; passed in so that the caller decides where chance comes from.
 */
export function makeId(kind: IdKind, now: Date, random: Uint8Array): string {
  let time = now.getTime();
  let head = '';
  for (let i = 0; i < 10; i++) {
    head = alphabet.charAt(time % 32) + head;
    time = Math.floor(time / 32);
  }
  let tail = '';
  for (let i = 0; i < 16; i++) tail += alphabet.charAt((random[i] ?? 0) % 32);
  return `${idPrefixes[kind]}_${head}${tail}`;
}

export function idSchema(kind: IdKind) {
  return z
    .string()
    .regex(new RegExp(`^${idPrefixes[kind]}_[0-9a-z]{26}$`), `Expected an id that begins with ${idPrefixes[kind]}_.`);
}
