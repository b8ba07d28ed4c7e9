import { z } from 'zod';
import { roleSchema } from '../access/role.ts';

export const teamViewSchema = z.object({ id: z.string(), slug: z.string(), name: z.string() });
export type TeamView = z.infer<typeof teamViewSchema>;

export const personSchema = z.object({ id: z.string(), name: z.string(), email: z.string() });

export const viewerSchema = personSchema.extend({ role: roleSchema, teams: z.array(teamViewSchema) });
export type Viewer = z.infer<typeof viewerSchema>;
