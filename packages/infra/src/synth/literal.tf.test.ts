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

test('Terraform evaluates a literal to exactly what was typed, as value and as key', async () => {
  const samples = [
    '${file("/etc/passwd")}',
    '$${file("/etc/passwd")}',
    '$$${file("/etc/passwd")}',
    '%%{if true}x%{endif}',
    '%${1}',
    '$%{x}',
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
