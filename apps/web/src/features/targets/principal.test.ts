import { expect, test } from 'vitest';
import { parsePrincipals } from './principal.ts';

test('the ARN of a session, as the CLI prints it, becomes the role that a trust policy names', () => {
  expect(parsePrincipals('arn:aws:sts::444455556666:assumed-role/flowport/i-0abc123')).toEqual({
    principals: ['arn:aws:iam::444455556666:role/flowport'],
  });
});

test('several identities may stand beside each other, and the same one counts once', () => {
  const text =
    ' arn:aws:iam::444455556666:role/web,\narn:aws:iam::444455556666:user/worker arn:aws:iam::444455556666:role/web';
  expect(parsePrincipals(text).principals).toEqual([
    'arn:aws:iam::444455556666:role/web',
    'arn:aws:iam::444455556666:user/worker',
  ]);
});

test.each(['*', 'arn:aws:iam::444455556666:root', '444455556666', 'arn:aws:iam::4:role/x', 'flowport'])(
  '%s is refused: it names nobody, or everybody of an account',
  (text) => {
    expect(parsePrincipals(text)).toEqual({ principals: [], problem: expect.anything() });
  },
);

test('nothing typed is nothing wrong', () => {
  expect(parsePrincipals('  ')).toEqual({ principals: [] });
});
