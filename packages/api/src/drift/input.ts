import { idSchema } from '@flowport/domain';
import { z } from 'zod';

export const runDriftInputSchema = z.strictObject({ runId: idSchema('run') });
