import { AppError, type ErrorCode, errorCodes } from '@flowport/domain';
import { TRPCError } from '@trpc/server';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { appErrorFrom, errorBody, errorBodySchema, handleError, trpcErrorFrom } from './mapping.ts';

const codes = Object.keys(errorCodes) as ErrorCode[];

describe('the mapping of errors', () => {
  it.each(codes)('carries %s over tRPC and back', (code) => {
    const error = new AppError(code, 'What happened.');
    expect(appErrorFrom(trpcErrorFrom(error))).toBe(error);
  });

  it('names field, rule and remedy of what zod refuses', () => {
    const parsed = z.strictObject({ size: z.int().min(3) }).safeParse({ size: 1, colour: 'red' });
    expect(appErrorFrom(parsed.error)).toMatchObject({
      code: 'invalid_input',
      publicMessage: expect.stringMatching(/^While reading the request: size: .* \(and 1 more\)$/),
      issues: [
        { path: 'size', rule: 'too_small', remedy: 'Use 3 or more.' },
        { path: 'colour', rule: 'unknown_field' },
      ],
    });
  });

  it('says nothing of what it did not expect', () => {
    const error = appErrorFrom(new Error('password=hunter2 in relation "user"'));
    const body = errorBody(error, 'req_1');
    expect(body).toMatchObject({ code: 'internal', requestId: 'req_1', issues: [] });
    expect(JSON.stringify(body)).not.toMatch(/hunter2|relation/);
  });

  it('does not repeat a message of tRPC that wraps an unexpected error', () => {
    const error = new TRPCError({ code: 'INTERNAL_SERVER_ERROR', message: 'hunter2', cause: new Error('hunter2') });
    expect(appErrorFrom(error).publicMessage).not.toContain('hunter2');
  });

  it('has one form for every failure', () => {
    for (const code of codes) {
      expect(errorBodySchema.safeParse(errorBody(new AppError(code, 'x'), 'req_1')).success).toBe(true);
    }
  });

  it('logs the unexpected once, with cause and request id', () => {
    const logged: unknown[] = [];
    const log = (fields: Record<string, unknown>) => void logged.push(fields);
    const at = { logger: { error: log, warn: log, info: log }, requestId: 'req_1', doing: 'testing' };
    const cause = new Error('broken');
    const handled = handleError(cause, at);
    handleError(trpcErrorFrom(handled), at);
    handleError(new AppError('not_found', 'x'), at);
    expect(logged).toEqual([{ requestId: 'req_1', err: cause }]);
  });
});
