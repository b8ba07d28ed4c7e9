import { transitions } from '@flowport/domain';
import { expect, test } from 'vitest';
import { actionWords, actorName, subjectHref } from './actionWords.ts';

test('every transition of a run has words', () => {
  for (const event of Object.keys(transitions)) {
    const words = actionWords(`run.${event}`);
    expect(words, event).not.toContain('run');
    expect(words, event).not.toMatch(/[._:]/);
  }
});

test('a decision reads as a sentence', () => {
  expect(actionWords('run.approve')).toBe('approved the plan of');
  expect(actionWords('stack.destroy')).toBe('asked for the destruction of');
});

test('an action that is not known yet is shown by its name', () => {
  expect(actionWords('team.member_added')).toBe('team member added:');
  expect(actionWords('run.toString')).toBe('run toString:');
});

test('what nobody did, Flowport did', () => {
  expect(actorName({ actor: null })).toBe('Flowport');
  expect(actorName({ actor: { id: 'u1', name: 'Ada', email: 'ada@example.com' } })).toBe('Ada');
});

test('stacks, runs and targets are linked; a token has no page', () => {
  const of = (kind: string) => subjectHref({ subject: { kind, id: 'x_1', label: 'x' } });
  expect([of('stack'), of('run'), of('target'), of('token')]).toEqual([
    '/stacks/x_1',
    '/runs/x_1',
    '/targets#x_1',
    null,
  ]);
});
