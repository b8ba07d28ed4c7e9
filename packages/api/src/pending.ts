import { AppError } from '@flowport/domain';

export function pending(): never {
  throw new AppError('unavailable', 'This is being built.');
}
