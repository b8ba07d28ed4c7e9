import { z } from 'zod';

/** The ways out of the portal by which a notification reaches its team. */
export const deliveryChannelSchema = z.enum(['webhook', 'mail']);
export type DeliveryChannel = z.infer<typeof deliveryChannelSchema>;
