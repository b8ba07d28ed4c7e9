// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are Terraform's templates.
import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseMessage } from './event.ts';
import { type LogLine, renderMessage, renderText } from './logLine.ts';

function render(raw: object): LogLine[] {
  const message = parseMessage(JSON.stringify(raw));
  if (message === undefined) throw new Error('not a message');
  return renderMessage(message);
}

const text = (lines: readonly LogLine[]) => lines.map((line) => stripVTControlCharacters(line.text)).join('\n');

const diagnostic = {
  '@level': 'error',
  '@message': 'Error: Invalid CIDR',
  type: 'diagnostic',
  diagnostic: {
    severity: 'error',
    summary: 'Invalid CIDR',
    detail: 'The block is not private.\nUse 10.0.0.0/16.',
    address: 'aws_vpc.main',
    range: { filename: 'cdk.tf.json', start: { line: 12, column: 1, byte: 1 }, end: { line: 12, column: 9, byte: 9 } },
    snippet: {
      context: 'resource.aws_vpc.main',
      code: '  "cidr_block": "${var.cidr}"',
      start_line: 12,
      highlight_start_offset: 2,
      highlight_end_offset: 14,
      values: [{ traversal: 'var.cidr', statement: 'is "8.8.8.0/24"' }],
    },
  },
};

test('a diagnostic is the box that Terraform draws, without the values of expressions', () => {
  expect(text(render(diagnostic))).toBe(
    [
      '╷',
      '│ Error: Invalid CIDR',
      '│',
      '│   with aws_vpc.main,',
      '│   on cdk.tf.json line 12, in resource.aws_vpc.main:',
      '│   12: "cidr_block": "${var.cidr}"',
      '│',
      '│ The block is not private.',
      '│ Use 10.0.0.0/16.',
      '╵',
    ].join('\n'),
  );
  expect(render(diagnostic).every((line) => line.level === 'error')).toBe(true);
});

test('of a configuration in one long line only the marked place is quoted', () => {
  const code = `${'x'.repeat(100_000)}"cidr_block"${'y'.repeat(100_000)}`;
  const snippet = { ...diagnostic.diagnostic.snippet, code, highlight_start_offset: 100_000 };
  const shown = text(render({ ...diagnostic, diagnostic: { ...diagnostic.diagnostic, snippet } }));
  expect(shown).toContain('"cidr_block"');
  expect(shown.length).toBeLessThan(500);
});

test('what is created is green, replaced magenta, destroyed red', () => {
  const planned = (action: string) =>
    render({ '@message': 'a: Plan', type: 'planned_change', change: { resource: { addr: 'a' }, action } })[0]?.text;
  expect(planned('create')).toBe('\u001b[32ma: Plan\u001b[0m');
  expect(planned('replace')).toBe('\u001b[35ma: Plan\u001b[0m');
  expect(planned('delete')).toBe('\u001b[31ma: Plan\u001b[0m');
});

test('colours are the only control characters, whatever a resource or the cloud is called', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (evil) => {
      const lines = [
        ...render({ '@message': evil, type: 'apply_start', hook: { resource: { addr: evil }, action: 'create' } }),
        ...render({
          '@message': evil,
          type: 'diagnostic',
          diagnostic: { severity: 'warning', summary: evil, detail: evil, address: evil },
        }),
        renderText(evil, 'info'),
      ];
      for (const line of lines) {
        // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
        expect(line.text.replace(/\u001b\[[0-9;]*m/g, '')).not.toMatch(/[\u0000-\u0008\u000a-\u001f\u007f-\u009f]/);
      }
    }),
  );
});

test('a terminal can not be driven through a name', () => {
  expect(renderText('a\u001b]0;title\u0007b\u001b[2Jc\rd', 'info').text).toBe('abcd');
});
