import { addTargetInputSchema } from '@flowport/domain';
import { expect, test } from 'vitest';
import { fieldTexts } from './fieldTexts.ts';
import { flagFields, textFields } from './targetForm.ts';

test('the form has every field of the input, each with a name and an explanation', () => {
  const { backend, ...top } = addTargetInputSchema.shape;
  const paths = [...Object.keys(top), ...Object.keys(backend.shape).map((field) => `backend.${field}`)];
  expect([...textFields, ...flagFields].sort()).toEqual(paths.sort());
  for (const text of Object.values(fieldTexts)) {
    expect(text.label).not.toBe('');
    expect(text.description).not.toBe('');
  }
});
