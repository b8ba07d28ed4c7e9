import { storableText } from './storable.ts';

/**
 * The words that a person searched for, each as a pattern that matches it literally: `%` and `_` mean themselves. All
 * words have to be found, each anywhere.
 */
export function searchWords(search: string | undefined): string[] {
  const words = storableText(search ?? '').split(/\s+/);
  return words.filter((word) => word !== '').map((word) => word.replaceAll(/[\\%_]/g, '\\$&'));
}
