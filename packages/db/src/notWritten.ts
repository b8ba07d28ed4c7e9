import { AppError } from '@flowport/domain';

export function notWritten(verb: string): never {
  throw new AppError('internal', `The verb ${verb} is not written yet.`);
}
