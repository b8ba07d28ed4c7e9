import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { readEnvironment } from './env.ts';

const complete = {
  DATABASE_URL: 'postgresql://localhost/flowport',
  FLOWPORT_SECRET: Buffer.alloc(32, 1).toString('base64'),
};

test('the few that must be there are enough', () => {
  expect(readEnvironment(complete)).toMatchObject({
    concurrency: 2,
    dataDir: resolve('.flowport'),
    drainSeconds: 3600,
    exitWithStdin: false,
    sandboxFile: undefined,
  });
});

test('everything that is wrong is named at once', () => {
  expect(() => readEnvironment({ FLOWPORT_SECRET: 'short', FLOWPORT_PLUGIN_CACHE: 'relative' })).toThrow(
    /DATABASE_URL is not set; FLOWPORT_SECRET must be 32 .*; FLOWPORT_PLUGIN_CACHE must be an absolute path/,
  );
});

test('what is wrong with the secret never shows the secret', () => {
  expect(() => readEnvironment({ ...complete, FLOWPORT_SECRET: 'aHVudGVyMg==' })).toThrow(
    expect.objectContaining({ message: expect.not.stringContaining('aHVudGVyMg') }),
  );
});

test('a mail server comes with a sender, and neither is taken in a wrong form', () => {
  const mail = { FLOWPORT_SMTP_URL: 'smtps://mail.example.com', FLOWPORT_MAIL_FROM: 'Flowport <flowport@example.com>' };
  expect(readEnvironment({ ...complete, ...mail }).outbound).toEqual({
    mail: { smtpUrl: mail.FLOWPORT_SMTP_URL, from: mail.FLOWPORT_MAIL_FROM },
    webhooks: { loopback: false, private: false },
    portalUrl: undefined,
  });
  expect(() => readEnvironment({ ...complete, FLOWPORT_SMTP_URL: mail.FLOWPORT_SMTP_URL })).toThrow(/go together/);
  expect(() => readEnvironment({ ...complete, ...mail, FLOWPORT_SMTP_URL: 'https://x' })).toThrow(/smtps?:/);
  expect(() => readEnvironment({ ...complete, ...mail, FLOWPORT_MAIL_FROM: 'a@b\r\nBcc: c@d' })).toThrow(/MAIL_FROM/);
});
