import { z } from 'zod';

export const revokeTokenInputSchema = z.strictObject({ tokenId: z.string().min(1).max(100) });

export const tokenViewSchema = z.object({
  id: z.string(),
  name: z.string(),
  start: z.string().describe('Its first characters, to tell it from others'),
  createdAt: z.iso.datetime(),
  lastUsedAt: z.iso.datetime().nullable(),
  expiresAt: z.iso.datetime().nullable(),
});
export type TokenView = z.infer<typeof tokenViewSchema>;

export const tokenListSchema = z.object({ items: z.array(tokenViewSchema) });
export const newTokenSchema = tokenViewSchema.extend({
  token: z.string().describe('The secret itself: shown this once, stored only as a hash'),
});
