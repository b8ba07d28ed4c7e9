import { expect, test } from 'vitest';
import { localPath } from './localPath.ts';

test.each([
  ['/runs/run_1?tab=log', '/runs/run_1?tab=log'],
  ['/stacks', '/stacks'],
  ['//evil.example/x', '/stacks'],
  ['/\\evil.example', '/stacks'],
  ['https://evil.example', '/stacks'],
  ['javascript:alert(1)', '/stacks'],
  ['/sign-in?next=/sign-in', '/stacks'],
  ['/\t/evil.example', '/stacks'],
  ['', '/stacks'],
])('after the sign-in %j leads to %j', (asked, path) => {
  expect(localPath(asked)).toBe(path);
});
