import { expect, test } from 'vitest';
import { detailFacts, runOfEvent, subjectName } from './detailFacts.ts';

test('a transition tells its reason and how the status changed, and nothing twice', () => {
  const detail = {
    kind: 'provision',
    from: 'awaiting_approval',
    to: 'applying',
    stackId: 'stk_1',
    reason: 'Fits the budget',
  };
  expect(detailFacts(detail)).toEqual([
    { term: 'Reason', text: 'Fits the budget' },
    { term: 'Status', text: 'Awaiting approval → Applying' },
  ]);
});

test('names become words, times are exact, and what is neither text nor known is JSON', () => {
  expect(
    detailFacts({
      deployerRoleArn: 'arn:aws:iam::111122223333:role/x',
      expiresAt: '2027-02-22T10:00:00.000Z',
      deployer_role: 'passed',
      attemptsMax: 3,
      planRoleArn: null,
    }),
  ).toEqual([
    { term: 'Deployer role', text: 'arn:aws:iam::111122223333:role/x' },
    { term: 'Expires at', text: '22 Feb 2027, 10:00:00 UTC' },
    { term: 'Deployer role', text: 'passed' },
    { term: 'Attempts max', text: '3' },
  ]);
});

test('a status that does not exist is left out rather than guessed', () => {
  expect(detailFacts({ from: 'somewhere', to: 'applying' })).toEqual([]);
});

test('a run is called as in the lists of runs, anything else by its name', () => {
  const run = { kind: 'run', id: 'run_1', label: 'fraud-models' };
  expect(subjectName({ subject: run, detail: { kind: 'provision' } })).toBe('Provision fraud-models');
  expect(subjectName({ subject: run, detail: {} })).toBe('fraud-models');
  const token = { kind: 'token', id: 'tok_1', label: 'nightly pipeline' };
  expect(subjectName({ subject: token, detail: { kind: 'provision' } })).toBe('nightly pipeline');
});

test('the request of a stack leads to its run', () => {
  const subject = { kind: 'stack', id: 'stk_1', label: 'fraud-models' };
  expect(runOfEvent({ subject, detail: { runId: 'run_1' } })).toBe('run_1');
  expect(runOfEvent({ subject, detail: {} })).toBeNull();
});
