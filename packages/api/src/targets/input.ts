import { idSchema } from '@flowport/domain';
import { z } from 'zod';

export const targetInputSchema = z.strictObject({ targetId: idSchema('target') });
