import { z } from 'zod';
import type { AppRouter } from '../router.ts';
import type { RestMeta } from './meta.ts';

/** A procedure as REST sees it. */
export type RestRoute = Required<Pick<NonNullable<RestMeta['rest']>, 'method' | 'path' | 'tag' | 'summary'>> & {
  procedure: string;
  meta: NonNullable<RestMeta['rest']>;
  segments: readonly string[];
  pathFields: readonly string[];
  input: z.ZodObject | null;
  output: z.ZodType;
};

/**
 * Reads the routes off the router. tRPC keeps the parsers of a procedure in `_def`, whose types hide them; this is the
 * only place that looks there.
 */
export function restRoutes(router: AppRouter): RestRoute[] {
  return Object.entries(proceduresSchema.parse(router._def.procedures)).flatMap(([procedure, { _def }]) => {
    const { meta, inputs, output } = _def;
    if (!meta?.rest) return [];
    const { method, path, tag, summary } = meta.rest;
    const segments = path.split('/').slice(1);
    const pathFields = segments.filter(isField).map(fieldName);
    return [
      {
        procedure,
        method,
        path,
        tag,
        summary,
        meta: meta.rest,
        segments,
        pathFields,
        input: inputs[0] ?? null,
        output,
      },
    ];
  });
}

/** By the path of each procedure, as `stacks.get`. A procedure is a function that carries `_def`. */
const proceduresSchema = z.record(
  z.string(),
  z.custom<{ _def: { meta?: RestMeta; inputs: z.ZodObject[]; output: z.ZodType } }>(
    (value) => typeof value === 'function' && '_def' in value,
  ),
);

const isField = (segment: string) => segment.startsWith('{');
const fieldName = (segment: string) => segment.slice(1, -1);

export type RouteMatch = { route: RestRoute; fields: Record<string, string> };

/**
 * Finds the route for a path; where both fit, a fixed segment wins over a field.
 * @returns the methods that the path knows when it does not know this one.
 */
export function matchRoute(
  routes: readonly RestRoute[],
  method: string,
  segments: readonly string[],
): RouteMatch | { methods: string[] } {
  const fitting = routes
    .filter((route) => route.segments.length === segments.length)
    .filter((route) => route.segments.every((segment, index) => isField(segment) || segment === segments[index]))
    .sort((left, right) => left.pathFields.length - right.pathFields.length);
  const route = fitting.find((candidate) => candidate.method === method);
  if (!route) return { methods: [...new Set(fitting.map((candidate) => candidate.method))] };
  const fields: Record<string, string> = {};
  route.segments.forEach((segment, index) => {
    if (isField(segment)) fields[fieldName(segment)] = segments[index] ?? '';
  });
  return { route, fields };
}
