import { type ClassValue, clsx } from 'clsx';
import { extendTailwindMerge } from 'tailwind-merge';

/** Our sizes of text are not tailwind-merge's own; unknown ones it would take for colours and drop. */
const merge = extendTailwindMerge({ extend: { theme: { text: ['2xs', 'xs', 'sm', 'base', 'lg', 'xl', '2xl'] } } });

/** Joins class names; of two that set the same property the later one wins. */
export function cx(...values: ClassValue[]): string {
  return merge(clsx(values));
}
