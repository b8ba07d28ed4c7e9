import { isCommon } from './commonWords.ts';

/** Shorter secrets are not hidden: they would take half of a log with them. */
export const shortestForm = 8;

/** A longer value is learnt in parts of this length: what is held back of a line must stay small. */
const partCharactersMax = 2048;

/** What of a text with several lines can stand alone: a line of a key, or the value of an assignment. */
const lineCharactersMin = 16;
const valueCharactersMin = 12;

/**
 * Every text by which a secret may show itself: as it is, line by line where it has several, without its control
 * characters, and as JSON, base64 and URLs write it. A value that holds JSON gives the texts in it, too.
 */
export function secretForms(value: string, harmless: ReadonlySet<string>): string[] {
  const forms = new Set<string>();
  for (const text of textsOf(value.toWellFormed())) {
    if (text.length < shortestForm || isCommon(text) || harmless.has(text.toLowerCase())) continue;
    for (const part of partsOf(text)) {
      for (const form of writtenForms(part)) if (form.length >= shortestForm) forms.add(form);
    }
  }
  return [...forms];
}

function textsOf(value: string): string[] {
  const texts = [value, value.trim(), ...linesOf(value), ...stringsInJson(value)];
  return [...new Set(texts)];
}

const assignment = /^[\w.-]+["']?\s*[:=]\s*["']?([^\s"']+)["']?,?$/;

/** Lines of prose or YAML are no secrets of their own, or every such line of a log would be hidden. */
function linesOf(value: string): string[] {
  if (!value.includes('\n')) return [];
  return value.split('\n').flatMap((line) => {
    const text = line.trim();
    const assigned = assignment.exec(text)?.[1];
    if (assigned !== undefined) return assigned.length >= valueCharactersMin ? [assigned] : [];
    const isKey = text.length >= lineCharactersMin && /^\S+$/.test(text) && !text.startsWith('---');
    return isKey ? [text] : [];
  });
}

const jsonDepthMax = 8;

function stringsInJson(value: string): string[] {
  if (!/^\s*[{[]/.test(value)) return [];
  try {
    return [...stringsIn(JSON.parse(value), jsonDepthMax)];
  } catch {
    // It only looked like JSON, and is hidden as a whole.
    return [];
  }
}

/** Every string in a value out of `JSON.parse`. */
export function* stringsIn(value: unknown, depth = 64): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (typeof value === 'object' && value !== null && depth > 0) {
    for (const part of Object.values(value)) yield* stringsIn(part, depth - 1);
  }
}

function partsOf(text: string): string[] {
  const parts: string[] = [];
  for (let at = 0; at < text.length; at += partCharactersMax) parts.push(text.slice(at, at + partCharactersMax));
  return parts;
}

function writtenForms(text: string): string[] {
  const json = JSON.stringify(text).slice(1, -1);
  const goJson = json.replace(/[<>&]/g, (sign) => `\\u00${sign.charCodeAt(0).toString(16)}`);
  const url = encodeURIComponent(text.toWellFormed());
  const strict = url.replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
  const urls = [url, strict, strict.replaceAll('%20', '+')];
  return [
    text,
    // As the log writes text of others, see logLine.ts of packages/terraform.
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is removed here.
    text.replace(/[\u0000-\u0008\u000a-\u001f\u007f-\u009f]/g, ''),
    json,
    goJson,
    JSON.stringify(json).slice(1, -1),
    text.replaceAll('${', '$${').replaceAll('%{', '%%{'),
    ...urls,
    ...urls.map((form) => form.replace(/%[0-9A-F]{2}/g, (byte) => byte.toLowerCase())),
    ...base64Forms(Buffer.from(text, 'utf8')),
  ];
}

/**
 * In base64 of something longer a secret looks different by where in it it begins, modulo three bytes. The characters
 * at its edges, which hold bits of what is beside it, are left out.
 */
function base64Forms(bytes: Buffer): string[] {
  const edges = [0, 2, 3];
  return edges.flatMap((edge, offset) => {
    const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
    const whole = Math.floor(((offset + bytes.length) * 8) / 6);
    const inner = text.slice(edge, whole);
    return [inner, inner.replaceAll('+', '-').replaceAll('/', '_')];
  });
}
