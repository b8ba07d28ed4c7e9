import { z } from 'zod';

/** What Terraform writes into `<key>.tflock`: who holds the state, since when, and for what. */
export const lockFileSchema = z
  .object({ ID: z.guid(), Operation: z.string(), Who: z.string(), Created: z.string() })
  .transform((raw) => ({
    id: raw.ID,
    operation: raw.Operation.replace('OperationType', '').toLowerCase(),
    /** `user@host` */
    who: raw.Who,
    /** RFC 3339 */
    created: raw.Created,
  }));
export type LockFile = z.output<typeof lockFileSchema>;
