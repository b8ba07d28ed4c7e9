import { secretForms, shortestForm } from './forms.ts';
import { hidePatterns, replacement } from './patterns.ts';

/**
 * Hides what a run knows to be secret in text that is about to be stored or logged. What is learnt hides from then on;
 * what was written before stays as it is.
 */
export type Masker = {
  /** Values that are too short or too common to be told from a coincidence are passed over. */
  learn(values: Iterable<string>): void;
  /** A whole text, or a whole line. What looks like a credential is hidden too, whether it was learnt or not. */
  mask(text: string): string;
  /** For one line that comes in parts. */
  openLine(): MaskedLine;
};

export type MaskedLine = {
  /**
   * What can be told of the line by now: the rest is held back until no secret can begin in it. Where the parts are cut
   * makes no difference to their sum.
   */
  push(part: string): string;
  /** The end of the line. */
  end(part: string): string;
};

/** @param common texts that are no secrets, whoever says so: names that stand in every line. */
export function masker(common: Iterable<string> = []): Masker {
  const index = formIndex();
  const known = new Set<string>();
  const harmless = new Set([...common].map((text) => text.toLowerCase()));
  return {
    learn(values) {
      for (const value of values) {
        if (known.has(value)) continue;
        known.add(value);
        for (const form of secretForms(value, harmless)) index.add(form);
      }
    },
    mask: (text) => hidePatterns(maskedLine(index).end(text)),
    openLine: () => maskedLine(index),
  };
}

type FormIndex = ReturnType<typeof formIndex>;

const filterSize = 1 << 16;

/**
 * All forms of all secrets, found in time that does not grow with their number. A form is looked up by its first
 * characters, and that only where a filter over the first four lets it through.
 */
function formIndex() {
  const filter = new Uint8Array(filterSize);
  const byStart = new Map<string, string[]>();
  let longest = shortestForm;
  return {
    get longest() {
      return longest;
    },
    get isEmpty() {
      return byStart.size === 0;
    },
    add(form: string) {
      const start = form.slice(0, shortestForm);
      const forms = byStart.get(start) ?? [];
      if (forms.includes(form)) return;
      byStart.set(
        start,
        [...forms, form].sort((a, b) => b.length - a.length),
      );
      filter[hashAt(form, 0)] = 1;
      longest = Math.max(longest, form.length);
    },
    /** The length of the longest form that begins there; 0 for none. */
    matchAt(text: string, at: number): number {
      if (filter[hashAt(text, at)] === 0) return 0;
      const forms = byStart.get(text.slice(at, at + shortestForm));
      return forms?.find((form) => text.startsWith(form, at))?.length ?? 0;
    },
  };
}

/** Past the end of the text a character counts as 0, so that the end needs no care. */
function hashAt(text: string, at: number): number {
  const a = text.charCodeAt(at) | 0;
  const b = text.charCodeAt(at + 1) | 0;
  const c = text.charCodeAt(at + 2) | 0;
  const d = text.charCodeAt(at + 3) | 0;
  return (a * 7919 + b * 331 + c * 31 + d) & (filterSize - 1);
}

function maskedLine(index: FormIndex): MaskedLine {
  let held = '';
  /** Up to where what is held belongs to what was told as hidden already; -1 when the last that was told is text. */
  let hidden = -1;

  const take = (part: string, keep: number): string => {
    const text = held + part;
    const end = boundary(text, Math.max(0, text.length - keep));
    let told = '';
    let from = Math.max(0, hidden);
    let hiddenTo = hidden;
    for (let at = 0; at < end; at++) {
      const length = index.matchAt(text, at);
      if (length === 0) continue;
      if (at > hiddenTo) told += text.slice(from, at) + replacement;
      hiddenTo = Math.max(hiddenTo, at + length);
      from = hiddenTo;
    }
    if (from < end) told += text.slice(from, end);
    held = text.slice(end);
    hidden = Math.max(-1, hiddenTo - end);
    return told;
  };

  return {
    push: (part) => (index.isEmpty && held === '' ? part : take(part, index.longest - 1)),
    end: (part) => (index.isEmpty && held === '' ? part : take(part, 0)),
  };
}

/** Never between the halves of a surrogate pair. */
function boundary(text: string, at: number): number {
  const before = text.charCodeAt(at - 1);
  return at > 0 && at < text.length && before >= 0xd800 && before <= 0xdbff ? at - 1 : at;
}
