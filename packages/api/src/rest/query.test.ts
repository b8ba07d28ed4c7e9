import { AppError, listRunsInputSchema, listStacksInputSchema, readLogInputSchema } from '@flowport/domain';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readQuery } from './query.ts';

const read = (text: string, schema: z.ZodObject) => readQuery(new URLSearchParams(text), schema);

describe('a query string', () => {
  it('gives numbers, booleans and lists as the schema expects them', () => {
    expect(read('limit=20&status=queued&status=planning', listRunsInputSchema)).toEqual({
      limit: 20,
      status: ['queued', 'planning'],
    });
    expect(read('status=queued,planning', listRunsInputSchema)).toEqual({ status: ['queued', 'planning'] });
    expect(read('includeGone=true&search=12', listStacksInputSchema)).toEqual({ includeGone: true, search: '12' });
  });

  it('takes false for false', () => {
    expect(listStacksInputSchema.parse(read('includeGone=false', listStacksInputSchema)).includeGone).toBe(false);
  });

  it('leaves defaults to the schema', () => {
    expect(listRunsInputSchema.parse(read('', listRunsInputSchema))).toEqual({ limit: 50 });
    expect(readLogInputSchema.parse({ ...read('offset=12', readLogInputSchema), runId: 'r' })).toMatchObject({
      offset: 12,
      bytesMax: 262_144,
    });
  });

  it('hands on what does not fit, so that the schema names field and rule', () => {
    const parsed = listRunsInputSchema.safeParse(read('limit=many', listRunsInputSchema));
    expect(parsed.error?.issues[0]).toMatchObject({ path: ['limit'], code: 'invalid_type' });
    const unknown = listRunsInputSchema.safeParse(read('limt=3', listRunsInputSchema));
    expect(unknown.error?.issues[0]).toMatchObject({ code: 'unrecognized_keys', keys: ['limt'] });
    expect(read('__proto__=1', z.strictObject({}))).toHaveProperty('__proto__', '1');
  });

  it('refuses a parameter that is given twice where one is wanted', () => {
    expect(() => read('limit=1&limit=2', listRunsInputSchema)).toThrow(AppError);
  });
});
