// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are Terraform's templates.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { realLayer } from '../testing/terraform.ts';
import { literal } from './literal.ts';

/** Text made of the pieces that mean something to Terraform, in any order, and of anything else. */
const typedText = fc
  .array(
    fc.oneof(
      fc.constantFrom('$', '%', '{', '}', '${', '%{', '"', '\\', '~', '\n', 'file("/etc/passwd")', 'if true', '🦊'),
      fc.string({ unit: 'binary', maxLength: 6 }),
    ),
    { maxLength: 8 },
  )
  .map((pieces) => pieces.join(''));

/** Runs of signs before a brace, behind anything that may change how they are read. */
const signRuns = fc
  .tuple(
    fc.oneof(
      fc.constantFrom('', '\r', '\r\n', '\n', '%', '$', '{', '\\', 'x', '🦊'),
      fc.string({ unit: 'binary', maxLength: 4 }),
    ),
    fc.stringMatching(/^[$%]{1,5}\{$/),
    fc.constantFrom('1 + 1}', 'if true}', 'file("/etc/passwd")}', '~1}', ''),
  )
  .map((pieces) => pieces.join(''));

test('Terraform evaluates a literal to exactly what was typed, as value and as key', async () => {
  const samples = [
    '${file("/etc/passwd")}',
    '$${file("/etc/passwd")}',
    '$$${file("/etc/passwd")}',
    '%%{if true}x%{endif}',
    '%${1}',
    '$%{x}',
    // After these Terraform scans a run of signs in another way than at the beginning of a text.
    '\r$${1 + 1}',
    '\r$$$${1 + 1}',
    '\r\n$${1 + 1}',
    '\r%%{if true}x',
    '\r$$%%{if true}x',
    '%\u{c9913}\u{403fb}\u{3bfde}\u{97c6a}$${1 + 1}',
    ...fc.sample(signRuns, 300),
    ...fc.sample(typedText, 400),
  ];
  const values = samples.map((text, index) => ({ key: `${index} ${text}`, text }));
  const { session, workdir } = await realLayer({ layer: 'foundation', workspace: 'default' });
  await workdir.writeLayer(
    'foundation',
    JSON.stringify({
      output: { texts: { value: Object.fromEntries(values.map(({ key, text }) => [literal(key), literal(text)])) } },
    }),
  );
  await session.init();
  const { outputs } = await session.apply(await session.plan({ mode: 'apply' }));
  // Terraform normalizes Unicode to NFC, as it does with every string in its language.
  expect(outputs.texts).toEqual(
    Object.fromEntries(values.map(({ key, text }) => [key.normalize('NFC'), text.normalize('NFC')])),
  );
});
