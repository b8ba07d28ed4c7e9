import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from './root.ts';

const own = /\b(?:FLOWPORT_[A-Z_]+|DATABASE_URL|LOG_LEVEL)\b/g;
const namesIn = (text: string) => new Set(text.match(own));
const read = (path: string) => readFile(join(root, path), 'utf8');

test('the page for operators names the variables that are read, and no others', async () => {
  const environments = await Promise.all(
    ['apps/worker', 'apps/web', 'apps/local'].map((app) => read(`${app}/src/env.ts`)),
  );
  const page = await read('docs/operations.md');
  const table = page.slice(page.indexOf('## Environment'), page.indexOf('## What Postgres'));
  expect([...namesIn(table)].sort()).toEqual([...namesIn(environments.join('\n'))].sort());
});

test('the commands that it names exist', async () => {
  const { scripts } = JSON.parse(await read('package.json'));
  const page = await read('docs/operations.md');
  const named = [...page.matchAll(/npm (?:run )?(start|[a-z]+)\b/g)].map(([, name]) => name);
  expect(Object.keys(scripts)).toEqual(expect.arrayContaining([...new Set(named)]));
});
