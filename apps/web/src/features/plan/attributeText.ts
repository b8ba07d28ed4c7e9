import type { AttributeChange } from '@flowport/domain';

/** One side of a change as text: JSON documents inside strings are laid out, so that a policy reads as one. */
export function valueText(value: unknown): string {
  if (value === undefined) return '';
  if (typeof value !== 'string') return JSON.stringify(value, null, 2);
  if (!/^\s*[{[]/.test(value)) return value;
  try {
    return JSON.stringify(JSON.parse(value), null, 2);
  } catch {
    return value;
  }
}

export type DiffLine = { kind: 'same' | 'removed' | 'added'; text: string };

/** The table below grows with the product of both; longer documents are shown one after the other. */
const diffLinesMax = 600;

/**
 * The lines of two texts, as a code review shows them (longest common subsequence).
 * @returns undefined where one of them is too long for that.
 */
export function lineDiff(before: string, after: string): DiffLine[] | undefined {
  const left = before.split('\n');
  const right = after.split('\n');
  if (left.length > diffLinesMax || right.length > diffLinesMax) return undefined;
  const width = right.length + 1;
  const common = new Uint16Array((left.length + 1) * width);
  for (let i = left.length - 1; i >= 0; i--) {
    for (let j = right.length - 1; j >= 0; j--) {
      common[i * width + j] =
        left[i] === right[j]
          ? (common[(i + 1) * width + j + 1] ?? 0) + 1
          : Math.max(common[(i + 1) * width + j] ?? 0, common[i * width + j + 1] ?? 0);
    }
  }
  const lines: DiffLine[] = [];
  let i = 0;
  let j = 0;
  while (i < left.length || j < right.length) {
    const a = left[i];
    const b = right[j];
    if (a !== undefined && a === b) {
      lines.push({ kind: 'same', text: a });
      i += 1;
      j += 1;
    } else if (
      b === undefined ||
      (a !== undefined && (common[(i + 1) * width + j] ?? 0) >= (common[i * width + j + 1] ?? 0))
    ) {
      lines.push({ kind: 'removed', text: a ?? '' });
      i += 1;
    } else {
      lines.push({ kind: 'added', text: b });
      j += 1;
    }
  }
  return lines;
}

export type AttributeSides =
  | { kind: 'hidden' }
  | { kind: 'single'; after: string }
  | { kind: 'pair'; before: string; after: string }
  | { kind: 'document'; lines: DiffLine[] };

export const unknownWords = 'known after apply';
export const hiddenWords = 'hidden, as it is sensitive';

/** How one attribute is shown: hidden, one value, before → after, or a document line by line. */
export function attributeSides(attribute: AttributeChange): AttributeSides {
  if (attribute.sensitive) return { kind: 'hidden' };
  const before = attribute.before === undefined || attribute.before === null ? null : valueText(attribute.before);
  const after = attribute.unknown
    ? unknownWords
    : attribute.after === undefined || attribute.after === null
      ? null
      : valueText(attribute.after);
  if (before === null) return { kind: 'single', after: after ?? 'not set' };
  const gone = after ?? 'removed';
  if (!attribute.unknown && after !== null && (before.includes('\n') || after.includes('\n'))) {
    const lines = lineDiff(before, after);
    if (lines) return { kind: 'document', lines };
  }
  return { kind: 'pair', before, after: gone };
}
