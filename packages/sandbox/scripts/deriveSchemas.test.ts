import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, it } from 'vitest';
import { deriveSchemaFiles } from './deriveSchemas.ts';

it.each([...deriveSchemaFiles()].map(([file, text]) => ({ name: basename(file), file, text })))(
  '$name is what the installed bindings derive to',
  ({ file, text }) => {
    expect(readFileSync(file, 'utf8') === text, `run node packages/sandbox/scripts/deriveSchemas.ts`).toBe(true);
  },
);
