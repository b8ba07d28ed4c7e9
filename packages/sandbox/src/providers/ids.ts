import { randomBytes, randomInt, randomUUID } from 'node:crypto';

/** The source of everything random, so that a test can fix it. */
export type Ids = {
  /** Lowercase hexadecimal digits. */
  hex(digits: number): string;
  /** Characters drawn from `alphabet`. */
  letters(count: number, alphabet: string): string;
  uuid(): string;
};

const lower = 'abcdefghijklmnopqrstuvwxyz';
const upper = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const digits = '0123456789';

/** What AWS draws its ids from. */
export const alphabets = {
  lowerAlphanumeric: lower + digits,
  upperAlphanumeric: upper + digits,
  alphanumeric: upper + lower + digits,
  base32: `${upper}234567`,
} as const;

export const randomIds: Ids = {
  hex: (digits) =>
    randomBytes(Math.ceil(digits / 2))
      .toString('hex')
      .slice(0, digits),
  letters: (count, alphabet) => Array.from({ length: count }, () => alphabet[randomInt(alphabet.length)]).join(''),
  uuid: () => randomUUID(),
};
