import { idSchema } from '@flowport/domain';
import { z } from 'zod';

export const runInputSchema = z.strictObject({ runId: idSchema('run') });
