import type { StackView } from './stackView.ts';

/**
 * Something that is true of every stack the blueprint can make. Rules are held over every preset and over random valid
 * parameters, and each is broken on purpose once to see that it notices.
 */
export type Rule = {
  /** As a sentence. */
  guarantee: string;
  /** What breaks it, each with the address; empty when it holds. */
  violations(stack: StackView): string[];
};

/** A violation for each thing of which a predicate is false. */
export function allOf<T>(things: readonly T[], holds: (thing: T) => boolean, describe: (thing: T) => string): string[] {
  return things.filter((thing) => !holds(thing)).map(describe);
}
