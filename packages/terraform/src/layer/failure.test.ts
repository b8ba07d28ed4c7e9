import { expect, test } from 'vitest';
import { type CommandEnd, failureOf, stateLockOf } from './failure.ts';

const end = (fields: Partial<CommandEnd>): CommandEnd => ({
  command: 'plan',
  doing: 'planning foundation',
  layer: 'foundation',
  exitCode: 1,
  exitSignal: null,
  diagnostics: [],
  lastText: [],
  ...fields,
});

const diagnostic = (
  summary: string,
  detail = '',
  address: string | null = null,
  severity: 'error' | 'warning' = 'error',
) => ({
  severity,
  summary,
  detail,
  address,
  file: null,
  line: null,
  context: null,
  code: null,
});

test('the first error is told with its address, the others are counted, all are issues', () => {
  const error = failureOf(
    end({
      diagnostics: [
        diagnostic('Careful', '', null, 'warning'),
        diagnostic('Invalid CIDR', 'It is not\nprivate.', 'aws_vpc.main'),
        diagnostic('No such zone'),
      ],
    }),
  );
  expect(error.code).toBe('terraform_failed');
  expect(error.publicMessage).toBe(
    'While planning foundation: Invalid CIDR (aws_vpc.main): It is not private. And 1 more; the log has all.',
  );
  expect(error.issues).toEqual([
    { path: 'aws_vpc.main', rule: 'terraform', message: 'Invalid CIDR: It is not\nprivate.' },
    { path: '', rule: 'terraform', message: 'No such zone' },
  ]);
});

test('without a diagnostic the last words and the status are told', () => {
  expect(failureOf(end({ exitCode: 11, lastText: ['panic: nil pointer'] })).publicMessage).toBe(
    'While planning foundation: Terraform ended with status 11 and said: panic: nil pointer.',
  );
  expect(failureOf(end({ exitCode: null, exitSignal: 'SIGKILL' })).publicMessage).toBe(
    'While planning foundation: Terraform was ended by SIGKILL and said nothing.',
  );
});

const lockDetail = `Error message: operation error S3: PutObject, StatusCode: 412, PreconditionFailed
Lock Info:
  ID:        a32ee535-1e89-1ac5-c810-a924a32ed9af
  Path:      state/stacks/churn/foundation.tfstate
  Operation: OperationTypeApply
  Who:       flowport@worker-1
  Version:   1.11.4
  Created:   2026-11-24 05:59:35.259407536 +0000 UTC
  Info:      


Terraform acquires a state lock to protect the state from being written
by multiple users at the same time.`;

test('a held lock is told with its owner, and can be read from the error', () => {
  const error = failureOf(end({ diagnostics: [diagnostic('Error acquiring the state lock', lockDetail)] }));
  expect(error.code).toBe('lock_held');
  expect(error.publicMessage).toContain('locked by flowport@worker-1 since 2026-11-24 05:59:35');
  expect(stateLockOf(error)).toEqual({
    id: 'a32ee535-1e89-1ac5-c810-a924a32ed9af',
    who: 'flowport@worker-1',
    operation: 'apply',
    created: '2026-11-24 05:59:35.259407536 +0000 UTC',
    path: 'state/stacks/churn/foundation.tfstate',
  });
});

test('a held lock in a form that we do not know is still a held lock', () => {
  const error = failureOf(end({ diagnostics: [diagnostic('Error acquiring the state lock', 'by nobody')] }));
  expect(error.code).toBe('lock_held');
  expect(stateLockOf(error)).toBeUndefined();
});

test('other errors hold no lock', () => {
  expect(stateLockOf(new Error('x'))).toBeUndefined();
  expect(stateLockOf(failureOf(end({})))).toBeUndefined();
});

test('a stale plan voids the approval', () => {
  expect(failureOf(end({ diagnostics: [diagnostic('Saved plan is stale')] })).code).toBe('approval_void');
});
