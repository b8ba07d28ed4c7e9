import { AppError, failed, passed } from '@flowport/domain';
import { expect, test } from 'vitest';
import { patiently, reported } from './patience.ts';

const check = { name: 'x', title: 'X' };
const patience = (seconds: number) => ({ seconds, signal: new AbortController().signal });

test('what fails at first and passes soon has passed', async () => {
  let looks = 0;
  const look = async () => (++looks < 2 ? failed(check, 'Not yet.', 'Wait.') : passed(check, 'There.'));
  expect(await patiently(patience(5), { ...check, remedy: '', look })).toMatchObject({ status: 'passed' });
  expect(looks).toBe(2);
});

test('without patience the first look counts', async () => {
  let looks = 0;
  const look = async () => failed(check, `Look ${++looks}.`, 'Wait.');
  expect(await patiently(patience(0), { ...check, remedy: '', look })).toMatchObject({ detail: 'Look 1.' });
});

test('an expected error is a failed check with its sentence and a remedy', async () => {
  const look = () => Promise.reject(new AppError('unavailable', 'Nobody answers.'));
  expect(await patiently(patience(0), { ...check, remedy: 'Knock.', look })).toEqual(
    failed(check, 'Nobody answers.', 'Knock.'),
  );
  expect(await reported(check, look())).toMatchObject({ status: 'failed', detail: 'Nobody answers.' });
});

test('an unexpected error and a cancel are no judgement', async () => {
  for (const error of [new TypeError('a bug'), new AppError('canceled', 'Canceled.')]) {
    const look = () => Promise.reject(error);
    await expect(patiently(patience(9), { ...check, remedy: '', look })).rejects.toBe(error);
    await expect(reported(check, look())).rejects.toBe(error);
  }
});

test('who is canceled does not wait', async () => {
  const canceled = new AbortController();
  const look = async () => {
    canceled.abort();
    return failed(check, 'No.', 'Wait.');
  };
  await expect(patiently({ seconds: 60, signal: canceled.signal }, { ...check, remedy: '', look })).rejects.toThrow();
});
