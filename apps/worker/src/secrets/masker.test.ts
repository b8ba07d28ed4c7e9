import fc from 'fast-check';
import { expect, test } from 'vitest';
import { masker } from './masker.ts';

const password = 'pa55/"wörd+<&>\\ x9';

function knowing(...secrets: string[]) {
  const made = masker(['churn-prediction']);
  made.learn(secrets);
  return made;
}

test.each<[string, (secret: string) => string]>([
  ['as it is', (secret) => secret],
  ['in JSON', (secret) => JSON.stringify({ a: secret })],
  ['in JSON in JSON', (secret) => JSON.stringify({ a: JSON.stringify({ b: secret }) })],
  ["in Go's JSON", (secret) => JSON.stringify(secret).replace(/[<>&]/g, (c) => `\\u00${c.charCodeAt(0).toString(16)}`)],
  ['in base64', (secret) => Buffer.from(secret).toString('base64')],
  ['in base64 behind a name', (secret) => Buffer.from(`metaflow:${secret}`).toString('base64')],
  ['in base64 within more', (secret) => Buffer.from(`ab${secret} and more`).toString('base64')],
  ['in base64 of URLs', (secret) => Buffer.from(`a${secret}`).toString('base64url')],
  ['in a URL', (secret) => `https://x.test/?p=${encodeURIComponent(secret)}&q=1`],
  ['in a form', (secret) => new URLSearchParams({ p: secret }).toString()],
  ['in a URL in lower case', (secret) => encodeURIComponent(secret).replace(/%../g, (c) => c.toLowerCase())],
])('a secret is hidden %s', (_where, write) => {
  const written = write(password);
  const masked = knowing(password).mask(`before ${written} after`);
  expect(masked).toMatch(/^before .*\(hidden\).* after$/);
  expect(masked).not.toContain('pa55');
  const bytes = Buffer.from(written).length;
  expect(masked.length).toBeLessThan(bytes + 30);
  // Of base64 at most the characters at the edges are left, which hold a few bits.
  expect(masked).not.toContain(Buffer.from(password).toString('base64').slice(4, 16));
});

test('what is learnt later is hidden from then on', () => {
  const made = masker();
  expect(made.mask('the value is s3cret-value')).toBe('the value is s3cret-value');
  made.learn(['s3cret-value']);
  expect(made.mask('the value is s3cret-value')).toBe('the value is (hidden)');
});

test('short values, common words and names that stand everywhere are left alone', () => {
  const made = knowing(
    'short',
    'true',
    '5432',
    'metaflow',
    'Terraform',
    'xxxxxxxxxxxx',
    '20261124',
    'churn-prediction',
  );
  const line = 'short true 5432 metaflow terraform Terraform xxxxxxxxxxxx 20261124 churn-prediction';
  expect(made.mask(line)).toBe(line);
});

test('secrets that overlap are hidden together, and the longer of two is hidden whole', () => {
  expect(knowing('abcdefgh1234', '1234wxyz9876').mask('>abcdefgh1234wxyz9876<')).toBe('>(hidden)<');
  expect(knowing('abcdefgh', 'abcdefgh1234').mask('abcdefgh1234 abcdefgh12')).toBe('(hidden) (hidden)12');
  expect(knowing('abcdefgh').mask('abcdefghabcdefgh')).toBe('(hidden)');
});

test('the lines of a key are hidden one by one, those of a text are not', () => {
  const key =
    '-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEAx2\nqq8Z1vYh0aBcDeFgHi\n-----END RSA PRIVATE KEY-----\n';
  const values = 'replicas: 2\nservice type is\npassword: correct-horse-9\n';
  const made = knowing(key, values);
  for (const line of ['MIIEowIBAAKCAQEAx2', 'qq8Z1vYh0aBcDeFgHi', 'correct-horse-9']) {
    expect(made.mask(`│ ${line}`)).toBe('│ (hidden)');
  }
  expect(made.mask('replicas: 2')).toBe('replicas: 2');
  expect(made.mask('service type is')).toBe('service type is');
  expect(made.mask(`read ${JSON.stringify(key)}`)).toBe('read "(hidden)"');
});

test('a secret that is JSON gives the texts in it', () => {
  expect(knowing('{"username":"metaflow","password":"hunter22hunter"}').mask('metaflow hunter22hunter')).toBe(
    'metaflow (hidden)',
  );
});

test('what looks like a credential is hidden without having been learnt', () => {
  const { mask } = masker();
  expect(mask('password = "Zq8aa91kLm"')).toBe('password = "(hidden)"');
  expect(mask('{\\"master_password\\":\\"Zq8aa91kLm\\"}')).toBe('{\\"master_password\\":\\"(hidden)\\"}');
  expect(mask('postgres://metaflow:Zq8aa91kLm@db:5432/x')).toBe('postgres://metaflow:(hidden)@db:5432/x');
  expect(mask('key AKIAIOSFODNN7EXAMPLE was refused')).toBe('key (hidden) was refused');
  expect(mask('Authorization: Bearer abcdef0123456789abcdef')).toBe('Authorization: Bearer (hidden)');
});

test('what only names a secret is left as it is', () => {
  const { mask } = masker();
  for (const line of [
    'password = random_password.database.result',
    'password     = (sensitive value)',
    '"password": "${random_password.database.result}"',
    'random_password.database: Creation complete after 0s [id=none]',
    'https://docs.example.org/password-reset: see there',
    'module.x["a"].aws_secretsmanager_secret.key: Creating...',
  ]) {
    expect(mask(line)).toBe(line);
  }
});

test('where a line is cut makes no difference, and nothing but the secrets is changed', () => {
  const alphabet = fc.constantFrom('a', 'b', 'ä', '😀', '"', ' ', '1');
  const secret = fc.string({ unit: fc.constantFrom('a', 'b', '"', '1'), minLength: 8, maxLength: 12 });
  fc.assert(
    fc.property(
      fc.array(secret, { maxLength: 4 }),
      fc.array(fc.oneof(fc.string({ unit: alphabet, maxLength: 20 }), fc.nat(3)), { maxLength: 12 }),
      fc.array(fc.nat(200), { maxLength: 8 }),
      (secrets, parts, cuts) => {
        const made = masker();
        made.learn(secrets);
        const text = parts.map((part) => (typeof part === 'number' ? (secrets[part] ?? '') : part)).join('');
        const whole = made.openLine().end(text);
        const line = made.openLine();
        const places = [...cuts.filter((place) => place < text.length), text.length].sort((a, b) => a - b);
        let told = '';
        let from = 0;
        for (const place of places) {
          told += line.push(text.slice(from, place));
          from = place;
        }
        told += line.end('');
        expect(told).toBe(whole);
        const hidden = secrets.filter((one) => !/^(.)\1*$/s.test(one));
        for (const one of hidden) expect(whole).not.toContain(one);
        // What is left is left in its order, and without a secret nothing is missing.
        if (hidden.length === 0) expect(whole).toBe(text);
        expect(isWithin(whole.replaceAll('(hidden)', ''), text)).toBe(true);
      },
    ),
    process.env.FLOWPORT_FUZZ_RUNS ? { numRuns: Number(process.env.FLOWPORT_FUZZ_RUNS) } : { numRuns: 500, seed: 4 },
  );
});

/** Whether all of `part` is found in `text`, in its order. */
function isWithin(part: string, text: string): boolean {
  let at = 0;
  for (const unit of text) if (part.startsWith(unit, at)) at += unit.length;
  return at === part.length;
}

test('thousands of secrets do not slow it down', () => {
  const made = masker();
  made.learn(Array.from({ length: 3000 }, (_, index) => `secret-${index}-${(index * 7919).toString(36)}-tail`));
  const line = 'aws_iam_role_policy_attachment.worker["AmazonEKSWorkerNodePolicy"]: Creating...\n'.repeat(10);
  const started = performance.now();
  for (let i = 0; i < 1000; i++) made.mask(line);
  // 800 kB: some 10 ms on a free machine.
  expect(performance.now() - started).toBeLessThan(1500);
  expect(made.mask(`x secret-2999-${(2999 * 7919).toString(36)}-tail`)).toBe('x (hidden)');
});
