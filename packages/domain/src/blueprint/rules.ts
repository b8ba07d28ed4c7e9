import { z } from 'zod';

/** A rule of ours: its name and the remedy travel with zod's issue to the form, the API and the CLI. */
export function rule(name: string, message: string, remedy: string) {
  return { message, params: { rule: name, remedy } };
}

/** A text of a fixed form. The remedy shows one. */
export function formed(pattern: RegExp, name: string, message: string, remedy: string) {
  return z
    .string()
    .max(2048, 'At most 2048 characters.')
    .refine((text) => pattern.test(text), rule(name, message, remedy));
}

/**
 * Free text that people type: stored and shown as typed. Control characters other than tab and newline are refused, as
 * they can be shown nowhere.
 */
export function freeText(charactersMax: number) {
  return z
    .string()
    .max(charactersMax, `At most ${charactersMax} characters.`)
    .refine(
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these very characters are what is refused
      (text) => !/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/.test(text),
      rule('control_character', 'Control characters cannot be stored.', 'Remove the invisible characters.'),
    );
}
