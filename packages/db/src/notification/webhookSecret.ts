import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { AppError } from '@flowport/domain';

/**
 * The secret that signs what a team's webhook gets. It is told once and stored encrypted (AES-256-GCM) with a key that is
 * derived from FLOWPORT_SECRET, bound to its team: moved to another one it does not open.
 *
 * Layout, in base64: 12 bytes of nonce, 16 bytes of tag, then the ciphertext.
 */
const nonceBytes = 12;
const tagBytes = 16;

/** As Standard Webhooks writes secrets: `whsec_` and 32 random bytes in base64. */
export function makeWebhookSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`;
}

/** @param secret the bytes of FLOWPORT_SECRET. */
export function sealWebhookSecret(secret: Uint8Array, teamId: string, text: string): string {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', keyOf(secret), nonce);
  cipher.setAAD(Buffer.from(teamId));
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64');
}

/** @throws AppError `internal` when it was altered, or sealed with another FLOWPORT_SECRET or for another team. */
export function openWebhookSecret(secret: Uint8Array, teamId: string, sealed: string): string {
  const bytes = Buffer.from(sealed, 'base64');
  try {
    const decipher = createDecipheriv('aes-256-gcm', keyOf(secret), bytes.subarray(0, nonceBytes));
    decipher.setAAD(Buffer.from(teamId));
    decipher.setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
    return Buffer.concat([decipher.update(bytes.subarray(nonceBytes + tagBytes)), decipher.final()]).toString('utf8');
  } catch (cause) {
    throw new AppError(
      'internal',
      'The secret of the webhook cannot be opened: it was altered, or FLOWPORT_SECRET has changed since. Make a new one in the settings of the team.',
      { cause },
    );
  }
}

/** Derived, so that no other use of the secret shares a key with this one. */
function keyOf(secret: Uint8Array): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, 'flowport', 'webhook secrets, version 1', 32));
}
