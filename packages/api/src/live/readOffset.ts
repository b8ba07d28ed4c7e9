import { AppError } from '@flowport/domain';

/** A place in a log, in bytes. @throws AppError `invalid_input`. */
export function readOffset(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new AppError('invalid_input', 'The offset is no number of bytes.', {
    issues: [
      { path: 'offset', rule: 'offset', message: 'Not a number of bytes.', remedy: 'Send the id of the last event.' },
    ],
  });
}
