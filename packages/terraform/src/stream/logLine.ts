import { stripVTControlCharacters } from 'node:util';
import type { Diagnostic } from './diagnostic.ts';
import type { Message, TerraformEvent } from './event.ts';

/** One line of the log for people. `text` may hold ANSI colours (SGR) and no other control character but tab. */
export type LogLine = {
  /** When Terraform said it, RFC 3339; null for text that it prints outside its message stream. */
  at: string | null;
  level: 'info' | 'warn' | 'error';
  text: string;
  /** True when the line was longer than the reader's bound and goes on in the next LogLine. */
  continues: boolean;
};

const sgr = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, magenta: 35, cyan: 36 } as const;
type Colour = keyof typeof sgr;

function paint(text: string, ...colours: readonly Colour[]): string {
  return text === '' ? '' : `\u001b[${colours.map((colour) => sgr[colour]).join(';')}m${text}\u001b[0m`;
}

/** Renders a message of the `-json` stream as the lines that Terraform would print for people. */
export function renderMessage(message: Message): LogLine[] {
  const { event } = message;
  if (event.type === 'diagnostic') return renderDiagnostic(event.diagnostic, event.at);
  const level = message.level === 'error' ? 'error' : message.level === 'warn' ? 'warn' : 'info';
  const colours = coloursOf(event);
  return plainLines(message.text).map((text) => ({
    at: event.at,
    level,
    text: colours.length === 0 ? text : paint(text, ...colours),
    continues: false,
  }));
}

/** A line that is not a message: Terraform prints some before and beside its stream, and crashes are text too. */
export function renderText(text: string, level: LogLine['level'], continues = false): LogLine {
  return { at: null, level, text: plain(text), continues };
}

/** The box that Terraform draws. Values of expressions are not in it, see `diagnosticSchema`. */
function renderDiagnostic(diagnostic: Diagnostic, at: string | null): LogLine[] {
  const isError = diagnostic.severity === 'error';
  const colour: Colour = isError ? 'red' : 'yellow';
  const [summary = '', ...summaryRest] = plainLines(diagnostic.summary);
  const lines = [`${paint(isError ? 'Error:' : 'Warning:', colour, 'bold')} ${paint(summary, 'bold')}`, ...summaryRest];
  const place = placeOf(diagnostic);
  if (place.length > 0) lines.push('', ...place);
  if (diagnostic.detail !== '') lines.push('', ...plainLines(diagnostic.detail));
  const bar = paint('│', colour);
  const boxed = [
    paint('╷', colour),
    ...lines.map((line) => (line === '' ? bar : `${bar} ${line}`)),
    paint('╵', colour),
  ];
  return boxed.map((text) => ({ at, level: isError ? 'error' : 'warn', text, continues: false }));
}

function placeOf({ address, file, line, context, code }: Diagnostic): string[] {
  const place: string[] = [];
  if (address !== null) place.push(`  with ${plain(address)},`);
  if (file !== null) {
    place.push(
      `  on ${plain(file)}${line === null ? '' : ` line ${line}`}${context === null ? '' : `, in ${plain(context)}`}:`,
    );
  }
  if (code !== null) {
    for (const text of plainLines(code))
      place.push(paint(`  ${line === null ? '' : `${line}: `}${text.trim()}`, 'dim'));
  }
  return place;
}

const actionColours: Readonly<Record<string, readonly Colour[]>> = {
  create: ['green'],
  update: ['yellow'],
  replace: ['magenta'],
  delete: ['red'],
  remove: ['red'],
  import: ['cyan'],
  read: ['cyan'],
};

function coloursOf(event: TerraformEvent): readonly Colour[] {
  switch (event.type) {
    case 'planned_change':
      return actionColours[event.action] ?? [];
    case 'resource_drift':
      return ['yellow'];
    case 'apply_start':
      return actionColours[event.action] ?? [];
    case 'apply_complete':
      return ['green'];
    case 'apply_errored':
    case 'provision_errored':
    case 'ephemeral_op_errored':
      return ['red'];
    case 'change_summary':
      return ['bold'];
    case 'apply_progress':
    case 'refresh_start':
    case 'refresh_complete':
    case 'version':
      return ['dim'];
    default:
      return [];
  }
}

function plainLines(text: string): string[] {
  return text.trimEnd().split('\n').map(plain);
}

/**
 * Without escape sequences and control characters: names and messages come from users and from the cloud, and a log
 * that is followed in a terminal must not be able to drive it.
 */
function plain(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is removed here.
  return stripVTControlCharacters(text).replace(/[\u0000-\u0008\u000a-\u001f\u007f-\u009f]/g, '');
}
