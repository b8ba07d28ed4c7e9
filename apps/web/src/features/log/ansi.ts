/** The colours that a terminal program chose, as far as a log shows them. */
export type TextStyle = {
  bold: boolean;
  dim: boolean;
  italic: boolean;
  underline: boolean;
  /** 0 to 7 of the terminal's palette; null is the log's own colour. */
  colour: number | null;
};

export type Span = { text: string; style: TextStyle };

export const plainStyle: TextStyle = { bold: false, dim: false, italic: false, underline: false, colour: null };

/**
 * Every escape sequence of a terminal: CSI (of which SGR, ending in m, sets the style), OSC with its text, and the short
 * ones. What is no SGR moves cursors or titles and means nothing in a log, so it is dropped.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these very characters are what is looked for
const escapes = /\u001b(?:\[([0-?]*)[ -/]*([@-~])|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[ -/]*[0-Z^-~])/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these very characters are what is removed
const controls = /[\u0000-\u0008\u000b-\u001f\u007f]/g;

/** The text without any escape sequence or control character: what search looks at and what is shown. */
export function plainText(raw: string): string {
  return visible(raw).replace(escapes, '').replace(controls, '');
}

/**
 * The spans of one line, beginning in the style in which the line before ended.
 * @returns `end`, the style for the line after.
 */
export function parseAnsi(raw: string, start: TextStyle): { spans: Span[]; end: TextStyle } {
  const line = visible(raw);
  const spans: Span[] = [];
  let style = start;
  let from = 0;
  const add = (until: number) => {
    const text = line.slice(from, until).replace(controls, '');
    if (text !== '') spans.push({ text, style });
  };
  for (const match of line.matchAll(escapes)) {
    add(match.index);
    from = match.index + match[0].length;
    if (match[2] === 'm') style = applySgr(style, match[1] ?? '');
  }
  add(line.length);
  return { spans, end: style };
}

/** A carriage return goes back to the beginning of the line: of a progress bar only its last state is left. */
function visible(raw: string): string {
  const line = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
  const lastReturn = line.lastIndexOf('\r');
  return lastReturn === -1 ? line : line.slice(lastReturn + 1);
}

function applySgr(style: TextStyle, parameters: string): TextStyle {
  const codes = parameters === '' ? [0] : parameters.split(/[;:]/).map(Number);
  let next = style;
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i] ?? 0;
    if (code === 38 || code === 48) {
      const palette = codes[i + 1] === 5 ? codes[i + 2] : undefined;
      if (code === 38) next = { ...next, colour: palette !== undefined && palette < 16 ? palette % 8 : null };
      i += codes[i + 1] === 5 ? 2 : codes[i + 1] === 2 ? 4 : 0;
      continue;
    }
    next = applyCode(next, code);
  }
  return next;
}

function applyCode(style: TextStyle, code: number): TextStyle {
  if (code === 0) return plainStyle;
  if (code === 1) return { ...style, bold: true };
  if (code === 2) return { ...style, dim: true };
  if (code === 3) return { ...style, italic: true };
  if (code === 4) return { ...style, underline: true };
  if (code === 22) return { ...style, bold: false, dim: false };
  if (code === 23) return { ...style, italic: false };
  if (code === 24) return { ...style, underline: false };
  if (code === 39) return { ...style, colour: null };
  if (code >= 30 && code <= 37) return { ...style, colour: code - 30 };
  if (code >= 90 && code <= 97) return { ...style, colour: code - 90 };
  return style;
}
