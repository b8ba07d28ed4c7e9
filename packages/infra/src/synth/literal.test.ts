import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { synthesize } from '../metaflowEks.ts';
import { strings } from '../rules/stackView.ts';
import { exampleInput, publishedEndpoints } from '../testing/inputs.ts';
import { createTypedTexts, literal } from './literal.ts';

test.each([
  ['plain', 'plain'],
  ['${file("/etc/passwd")}', '$${file("/etc/passwd")}'],
  ['%{if true}yes%{endif}', '%%{if true}yes%%{endif}'],
  ['a "b" \\\r\n$${c}', '${"a \\"b\\" \\\\\\r\\n$$${c}"}'],
  ['100% of $5 {ok}', '100% of $5 {ok}'],
])('%s is written as %s', (text, written) => {
  expect(literal(text)).toBe(written);
});

/** What would mean something to Terraform, to CDKTF or to a map of JavaScript. */
const hostile = [
  '${file("/etc/passwd")}',
  '$${file("/etc/passwd")}',
  '%{if true}x%{endif}',
  '${TfToken[TOKEN.0]}',
  '$${TfToken[TOKEN.1]}',
  '#{TfToken[TOKEN.0]}',
  '&{TfToken[TOKEN.0]}',
  '-1.8881545897087503e+289',
  'carriage\r$${file("/etc/passwd")}',
  '"quotes" \\ and\nlines\tand 🦊 </script>',
  'flowport_typed_0',
  'x'.repeat(10_000),
];

describe.each(hostile)('a description of %j', (description) => {
  const { services } = synthesize(exampleInput('small', { description }));

  test('stands in the document as a literal', () => {
    expect(strings(services)).toContain(literal(description));
  });

  test('changes nothing else', () => {
    const plain = synthesize(exampleInput('small', { description: 'plain' })).services;
    expect(JSON.stringify(services).replace(JSON.stringify(literal(description)), '"plain"')).toBe(
      JSON.stringify(plain),
    );
  });
});

test('keys and values of tags are literals, whatever they are', () => {
  const tags = { '${a}': '%{b}', _children: '${TfToken[TOKEN.0]}', _metadata: '1', '//': 'note' };
  const parameters = { ...exampleInput('small').parameters, tags };
  const { foundation } = synthesize(exampleInput('small', { parameters }));
  expect(strings(foundation.provider)).toEqual(
    expect.arrayContaining(['$${a}', '%%{b}', '_children', '$${TfToken[TOKEN.0]}', '_metadata', '//', 'note']),
  );
});

test('what was typed of an identity provider is a literal, whatever it is', () => {
  const issuer = 'https://login.example.com/${a}';
  const clientId = '%{b}${TfToken[TOKEN.0]}';
  const endpoint = {
    ...publishedEndpoints['alb-oidc'],
    oidc: { ...publishedEndpoints['alb-oidc'].oidc, issuer, clientId },
  };
  const parameters = { ...exampleInput('small').parameters, endpoint };
  const written = strings(synthesize(exampleInput('small', { parameters })).cluster);
  expect(written).toEqual(expect.arrayContaining([literal(issuer), literal(clientId)]));
  expect(written).not.toContain(issuer);
  expect(written).not.toContain(clientId);
});

test('a placeholder is replaced wherever it stands, as key and as value', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (key, value) => {
      const typed = createTypedTexts();
      const document = { tags: { [typed.mark(key)]: [typed.mark(value)] } };
      expect(typed.reveal(document)).toEqual({ tags: Object.fromEntries([[literal(key), [literal(value)]]]) });
    }),
  );
});
