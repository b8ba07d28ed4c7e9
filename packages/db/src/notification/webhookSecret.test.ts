import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { makeWebhookSecret, openWebhookSecret, sealWebhookSecret } from './webhookSecret.ts';

const secret = randomBytes(32);

test('a secret opens for its team, with the secret that sealed it, and not when it was altered', () => {
  const text = makeWebhookSecret();
  expect(text).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  const sealed = sealWebhookSecret(secret, 'team_1', text);
  expect(sealed).not.toContain(text.slice(6));
  expect(openWebhookSecret(secret, 'team_1', sealed)).toBe(text);
  expect(() => openWebhookSecret(secret, 'team_2', sealed)).toThrow(/cannot be opened/);
  expect(() => openWebhookSecret(randomBytes(32), 'team_1', sealed)).toThrow(/cannot be opened/);
  const altered = Buffer.from(sealed, 'base64');
  altered.writeUInt8(altered.readUInt8(altered.length - 1) ^ 1, altered.length - 1);
  expect(() => openWebhookSecret(secret, 'team_1', altered.toString('base64'))).toThrow(/cannot be opened/);
});

test('the same secret is sealed differently each time', () => {
  expect(sealWebhookSecret(secret, 'team_1', 'whsec_x')).not.toBe(sealWebhookSecret(secret, 'team_1', 'whsec_x'));
});
