import { randomBytes, randomInt, randomUUID } from 'node:crypto';

/** The source of everything random, so that a test can fix it. */
export type Ids = {
  /** Lowercase hexadecimal digits. */
  hex(digits: number): string;
  /** Characters drawn from `alphabet`. */
  letters(count: number, alphabet: string): string;
  uuid(): string;
};

export const lowerAlphanumeric = 'abcdefghijklmnopqrstuvwxyz0123456789';
export const upperAlphanumeric = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

export const randomIds: Ids = {
  hex: (digits) =>
    randomBytes(Math.ceil(digits / 2))
      .toString('hex')
      .slice(0, digits),
  letters: (count, alphabet) => Array.from({ length: count }, () => alphabet[randomInt(alphabet.length)]).join(''),
  uuid: () => randomUUID(),
};
