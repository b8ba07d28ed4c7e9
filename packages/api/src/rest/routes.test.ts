import { describe, expect, it } from 'vitest';
import { appRouter } from '../router.ts';
import { matchRoute, restRoutes } from './routes.ts';

const routes = restRoutes(appRouter);

describe('the routes of the REST API', () => {
  it('reach every procedure', () => {
    expect(routes.map(({ procedure }) => procedure).sort()).toEqual(Object.keys(appRouter._def.procedures).sort());
  });

  it('are each one method and path', () => {
    const names = routes.map(({ method, path }) => `${method} ${path}`);
    expect(new Set(names).size).toBe(names.length);
  });

  it('take every field of their path from their input', () => {
    for (const { pathFields, input, path } of routes) {
      for (const field of pathFields) expect(Object.keys(input?.shape ?? {}), path).toContain(field);
    }
  });

  it('prefer a fixed segment to a field', () => {
    expect(matchRoute(routes, 'GET', ['approvals', 'count'])).toMatchObject({
      route: { procedure: 'approvals.count' },
    });
  });

  it('hand out the fields of the path', () => {
    expect(matchRoute(routes, 'POST', ['runs', 'run_1', 'approve'])).toMatchObject({
      route: { procedure: 'runs.approve' },
      fields: { runId: 'run_1' },
    });
  });

  it('say which methods a path knows', () => {
    expect(matchRoute(routes, 'PUT', ['tokens'])).toEqual({ methods: ['GET', 'POST'] });
    expect(matchRoute(routes, 'GET', ['nothing'])).toEqual({ methods: [] });
  });
});
