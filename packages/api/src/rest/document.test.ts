import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { appRouter } from '../router.ts';
import { openApiDocument } from './document.ts';
import { restRoutes } from './routes.ts';

const document = openApiDocument('https://flowport.example.org');
const operations = Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => ({ name: `${method} ${path}`, operation })),
);

describe('the OpenAPI document', () => {
  it('is a valid OpenAPI 3.1 document', async () => {
    const validator = new Validator();
    expect(await validator.validate(JSON.parse(JSON.stringify(document)))).toMatchObject({ valid: true });
    expect(validator.version).toBe('3.1');
    expect(validator.resolveRefs()).toBeDefined();
  });

  it('describes every procedure and the streams', () => {
    const ids = operations.map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { procedure } of restRoutes(appRouter)) expect(ids).toContain(procedure.replace('.', '_'));
    expect(Object.keys(document.paths ?? {})).toEqual(
      expect.arrayContaining(['/runs/{runId}/events', '/runs/{runId}/log/stream', '/events']),
    );
  });

  it('wants a bearer token for all of them', () => {
    expect(document.security).toEqual([{ token: [] }]);
    expect(document.components?.securitySchemes).toMatchObject({ token: { type: 'http', scheme: 'bearer' } });
    for (const { name, operation } of operations) expect(operation.security, name).toBeUndefined();
  });

  it('says for each how it fails, and in which form', () => {
    for (const { name, operation } of operations) {
      const responses = operation.responses ?? {};
      expect(Object.keys(responses), name).toEqual(expect.arrayContaining(['200', '401', '429', '500']));
      for (const [status, response] of Object.entries(responses)) {
        if (status === '200') continue;
        expect(JSON.stringify(response), name).toContain('#/components/schemas/Error');
      }
    }
    expect(document.components?.schemas).toHaveProperty('Error.examples');
  });

  it('carries the descriptions of the fields', () => {
    const request = JSON.stringify(document.paths?.['/stacks']?.post?.requestBody);
    expect(request).toContain('A private IPv4 block, /16 to /20');
    expect(request).toContain('Names the stack everywhere');
  });

  it('shows bodies that the schemas take', () => {
    const posts = restRoutes(appRouter).filter(({ method, input }) => method === 'POST' && input);
    for (const { procedure, meta, input, pathFields } of posts) {
      const fields = Object.keys(input?.shape ?? {}).filter((field) => !pathFields.includes(field));
      if (fields.length === 0) continue;
      expect(meta.example, procedure).toBeDefined();
      const others = z.strictObject(Object.fromEntries(fields.map((field) => [field, input?.shape[field]])));
      expect(others.safeParse(meta.example).error, procedure).toBeUndefined();
    }
  });

  it('has no component that zod named', () => {
    expect(JSON.stringify(document)).not.toContain('__schema');
  });
});
