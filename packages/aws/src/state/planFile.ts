import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { AppError } from '@flowport/domain';

/**
 * A saved plan holds every value that Terraform will set, passwords among them, and it is what gets applied. So it is
 * encrypted where it lies (AES-256-GCM), and bound to its place: a file moved to another run or layer does not open.
 *
 * Layout: "FPP1", 12 bytes of nonce, 16 bytes of tag, then the ciphertext.
 */
const magic = Buffer.from('FPP1');
const nonceBytes = 12;
const tagBytes = 16;

/** @param place the object's key: part of what is authenticated. */
export function sealPlan(secret: Uint8Array, place: string, plan: Uint8Array): Buffer {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', planKey(secret), nonce);
  cipher.setAAD(Buffer.from(place));
  const sealed = Buffer.concat([cipher.update(plan), cipher.final()]);
  return Buffer.concat([magic, nonce, cipher.getAuthTag(), sealed]);
}

/** @throws AppError `internal` when the file is not ours, was altered, or was sealed with another secret or place. */
export function openPlan(secret: Uint8Array, place: string, file: Uint8Array): Buffer {
  const bytes = Buffer.from(file);
  const head = magic.length + nonceBytes + tagBytes;
  if (bytes.length < head || !bytes.subarray(0, magic.length).equals(magic)) {
    throw new AppError('internal', `The saved plan ${place} is not a plan file of Flowport. Start a new run.`);
  }
  const nonce = bytes.subarray(magic.length, magic.length + nonceBytes);
  const decipher = createDecipheriv('aes-256-gcm', planKey(secret), nonce);
  decipher.setAAD(Buffer.from(place));
  decipher.setAuthTag(bytes.subarray(magic.length + nonceBytes, head));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(head)), decipher.final()]);
  } catch (cause) {
    throw new AppError(
      'internal',
      `The saved plan ${place} cannot be opened: it was altered, or FLOWPORT_SECRET has changed since. Start a new run.`,
      { cause },
    );
  }
}

/** Derived, so that no other use of the secret shares a key with this one. */
function planKey(secret: Uint8Array): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, 'flowport', 'plan files, version 1', 32));
}
