import { z } from 'zod';

const themeSchema = z.enum(['system', 'light', 'dark']);
export type Theme = z.infer<typeof themeSchema>;

/** A cookie, so that the server renders the right theme at once and no script has to correct it. */
export const themeCookie = 'flowport_theme';

export function themeFrom(cookieValue: string | undefined): Theme {
  return themeSchema.catch('system').parse(cookieValue);
}
