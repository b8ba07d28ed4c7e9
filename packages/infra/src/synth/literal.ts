import type { LayerDocument } from '../input.ts';

/**
 * Text that a person typed, as a Terraform JSON string which evaluates to exactly that text. Terraform reads every JSON
 * string, keys of objects included, as a template in which `${` and `%{` begin code; doubling the sign says they do not.
 *
 * Behind a carriage return Terraform (1.11) takes the next sign for plain text, and counts those that follow wrongly. So a
 * text with one is written as a quoted constant, in which the carriage return is an escape sequence.
 */
export function literal(text: string): string {
  const doubled = text.replaceAll('${', () => '$${').replaceAll('%{', () => '%%{');
  return doubled.includes('\r') ? `\${"${quoted(doubled)}"}` : doubled;
}

/** The escape sequences of a quoted string in Terraform's language. */
function quoted(text: string): string {
  return text.replaceAll(/[\\"\n\r]/g, (sign) => (sign === '\n' ? '\\n' : sign === '\r' ? '\\r' : `\\${sign}`));
}

/**
 * Keeps typed text away from CDKTF, which looks for its own markers in every string it renders: `${TfToken[TOKEN.7]}`
 * in a tag would become whatever the program's seventh reference is (the database password, for one), `#{TfToken[…`
 * would stop the synth, and so would a number that looks like an encoded one. CDKTF sees a placeholder; `reveal` puts
 * the escaped text into the finished document.
 */
export function createTypedTexts() {
  const texts: string[] = [];
  const placeholder = /^flowport_typed_(\d+)$/;
  const revealString = (text: string): string => {
    const index = placeholder.exec(text)?.[1];
    return index === undefined ? text : literal(texts[Number(index)] ?? '');
  };
  const revealValue = (value: unknown): unknown => {
    if (typeof value === 'string') return revealString(value);
    if (Array.isArray(value)) return value.map(revealValue);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [revealString(key), revealValue(inner)]));
  };
  return {
    /** @returns what stands for the text in a construct; it must be the whole of an argument or of a map's key. */
    mark(text: string): string {
      return `flowport_typed_${texts.push(text) - 1}`;
    },
    reveal(document: LayerDocument): LayerDocument {
      return Object.fromEntries(Object.entries(document).map(([key, value]) => [key, revealValue(value)]));
    },
  };
}
export type TypedTexts = ReturnType<typeof createTypedTexts>;
