import { AppError } from '@flowport/domain';
import { expect, test } from 'vitest';
import { RefusedBeforeApply } from '../verify/preflight.ts';
import { publicMessage } from './settle.ts';

test('what failed is followed by what to do', () => {
  const error = new AppError('terraform_failed', 'While applying cluster: the quota is used up.');
  expect(publicMessage(error, { kind: 'update', status: 'applying' })).toMatch(
    /^While applying cluster: .* request a change .* destroy the stack\.$/,
  );
  expect(publicMessage(error, { kind: 'destroy', status: 'applying' })).toMatch(/ask for the destroy again\.$/);
  expect(publicMessage(error, { kind: 'destroy', status: 'verifying' })).toMatch(/ask for the destroy again\.$/);
  expect(publicMessage(error, { kind: 'update', status: 'verifying' })).toMatch(/checks the stack again\.$/);
  expect(publicMessage(error, { kind: 'update', status: 'planning' })).toMatch(/Nothing was changed\.$/);
});

test('what the account refused before the apply changed nothing, whatever the run was about to do', () => {
  const error = new RefusedBeforeApply('While checking before the apply: VPCs: too few.');
  expect(publicMessage(error, { kind: 'provision', status: 'applying' })).toBe(
    'While checking before the apply: VPCs: too few. Nothing was changed. Once it is mended, request a change, which may be empty, to try again.',
  );
});

test('an error that nobody foresaw shows nothing of itself', () => {
  expect(publicMessage(new Error('password=hunter2'), { kind: 'update', status: 'planning' })).not.toContain('hunter2');
});

test('a full disk is told', () => {
  const error = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
  expect(publicMessage(error, { kind: 'update', status: 'planning' })).toMatch(/^The disk of the worker is full\./);
});
