import {
  auditEventSchema,
  connectionPackSchema,
  costEstimateSchema,
  type ErrorCode,
  errorCodes,
  layerSchema,
  logChunkSchema,
  runPlanSchema,
  runRowSchema,
  runViewSchema,
  stackRowSchema,
  stackViewSchema,
  targetViewSchema,
  viewerSchema,
} from '@flowport/domain';
import { z } from 'zod';
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiResponsesObject } from 'zod-openapi';
import { approvalRowSchema } from '../approvals/view.ts';
import { blueprintViewSchema } from '../blueprints/view.ts';
import { errorBodySchema } from '../error/mapping.ts';
import { appRouter } from '../router.ts';
import { tokenViewSchema } from '../tokens/view.ts';
import { restBase } from './handler.ts';
import { type RestRoute, restRoutes } from './routes.ts';

/** What every call may meet, whatever it does. */
const commonErrors = ['unauthenticated', 'too_many_requests', 'internal'] as const satisfies readonly ErrorCode[];

/**
 * The OpenAPI 3.1 document of /api/v1, from the very schemas that the procedures check with.
 * @param origin where the portal is reached, e.g. https://flowport.example.org
 */
export function openApiDocument(origin: string) {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  for (const route of restRoutes(appRouter)) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operation(route) };
  }
  const document = createDocument(
    {
      openapi: '3.1.0',
      info: {
        title: 'Flowport',
        version: '1',
        description:
          'Metaflow stacks on AWS: request, review the plan, approve, follow, use, change, destroy. Create a token in the portal under Settings and send it as `Authorization: Bearer fp_…`.',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      servers: [{ url: `${origin}${restBase}` }],
      security: [{ token: [] }],
      tags: [
        { name: 'Stacks', description: 'Metaflow deployments of a team in a target' },
        { name: 'State', description: 'Terraform’s states of a stack: versions and locks' },
        { name: 'Lifetime', description: 'When stacks end, and when they sleep' },
        { name: 'Runs', description: 'Attempts to change or check a stack' },
        { name: 'Approvals', description: 'Decisions on plans' },
        { name: 'Targets', description: 'AWS accounts and regions' },
        { name: 'Workers', description: 'Processes that take runs from the queue' },
        { name: 'Teams', description: 'Who owns stacks' },
        { name: 'Notifications', description: 'What teams are told, in the portal, by webhook and by mail' },
        { name: 'Blueprint', description: 'What a stack consists of' },
        { name: 'Audit', description: 'Who did what' },
        { name: 'Account', description: 'The viewer and their tokens' },
      ],
      paths: { ...paths, ...streamPaths() },
      components: {
        schemas: {
          Approval: approvalRowSchema,
          AuditEvent: auditEventSchema,
          Blueprint: blueprintViewSchema,
          ConnectionPack: connectionPackSchema,
          CostEstimate: costEstimateSchema,
          LogChunk: logChunkSchema,
          Run: runViewSchema,
          RunPlan: runPlanSchema,
          RunRow: runRowSchema,
          Stack: stackViewSchema,
          StackRow: stackRowSchema,
          Target: targetViewSchema,
          Token: tokenViewSchema,
          Viewer: viewerSchema,
        },
        securitySchemes: {
          token: { type: 'http', scheme: 'bearer', description: 'An API token. It may do what its owner may.' },
        },
      },
    },
    {
      reused: 'inline',
      cycles: 'ref',
      // An answer may gain fields; only inputs refuse those that they do not know.
      override: ({ jsonSchema, io }) => {
        if (io === 'output' && jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
      },
    },
  );
  return nameJson(document);
}

/**
 * `z.json()` is recursive, so that each use of it becomes a component `__schemaN` of its own; here all of them become
 * the one component `Json`, which says it in words.
 */
function nameJson<D extends ReturnType<typeof createDocument>>(document: D): D {
  const text = JSON.stringify(document).replaceAll(/#\/components\/schemas\/__schema\d+/g, '#/components/schemas/Json');
  const named = JSON.parse(text) as D;
  const schemas = Object.entries(named.components?.schemas ?? {}).filter(([name]) => !name.startsWith('__schema'));
  const json = { description: 'Any JSON value' };
  named.components = { ...named.components, schemas: Object.fromEntries([...schemas, ['Json', json]]) };
  return named;
}

function operation(route: RestRoute): ZodOpenApiOperationObject {
  const { input, meta, pathFields } = route;
  const fields = Object.entries(input?.shape ?? {});
  const path = Object.fromEntries(fields.filter(([name]) => pathFields.includes(name)));
  const others = Object.fromEntries(fields.filter(([name]) => !pathFields.includes(name)));
  const hasOthers = Object.keys(others).length > 0;
  const takesBody = route.method === 'POST' && hasOthers;
  const errors: ErrorCode[] = [...commonErrors, ...(input ? (['invalid_input'] as const) : []), ...(meta.errors ?? [])];
  if (takesBody) errors.push('payload_too_large');
  return {
    operationId: route.procedure.replace('.', '_'),
    tags: [route.tag],
    summary: route.summary,
    ...(meta.description ? { description: meta.description } : {}),
    requestParams: {
      ...(pathFields.length > 0 ? { path: z.object(path) } : {}),
      ...(hasOthers && !takesBody ? { query: z.object(others) } : {}),
    },
    ...(takesBody
      ? {
          requestBody: {
            required: !z.strictObject(others).safeParse({}).success,
            content: {
              'application/json': {
                schema: z.strictObject(others),
                ...(meta.example === undefined ? {} : { example: meta.example }),
              },
            },
          },
        }
      : {}),
    responses: {
      '200': { description: route.summary, content: { 'application/json': { schema: route.output } } },
      ...errorResponses(errors),
    },
  };
}

/** One response for each HTTP status; its description names the codes that stand behind it. */
function errorResponses(codes: readonly ErrorCode[]): ZodOpenApiResponsesObject {
  const byStatus = Map.groupBy(new Set(codes), (code) => errorCodes[code].http);
  return Object.fromEntries(
    [...byStatus]
      .sort(([left], [right]) => left - right)
      .map(([status, same]) => [
        String(status) as `${1 | 2 | 3 | 4 | 5}${string}`,
        {
          description: same.map((code) => `\`${code}\`: ${errorCodes[code].title}`).join('; '),
          content: { 'application/json': { schema: errorBodySchema } },
        },
      ]),
  );
}

/** The two streams, which are no procedures. */
function streamPaths(): Record<string, { get: ZodOpenApiOperationObject }> {
  const path = z.object({ runId: z.string() });
  const responses = {
    '200': { description: 'Server-sent events', content: { 'text/event-stream': { schema: z.string() } } },
    ...errorResponses([...commonErrors, 'invalid_input', 'not_found']),
  };
  return {
    '/stacks/{stackId}/state/{layer}/download': {
      get: {
        operationId: 'state_download',
        tags: ['State'],
        summary: 'One version of a layer’s state as it lies in the bucket',
        description: 'It holds secrets. For admins; audited.',
        requestParams: {
          path: z.object({ stackId: z.string(), layer: layerSchema }),
          query: z.object({ versionId: z.string() }),
        },
        responses: {
          '200': {
            description: 'A state of Terraform, version 4',
            content: { 'application/json': { schema: z.record(z.string(), z.json()) } },
          },
          ...errorResponses([...commonErrors, 'invalid_input', 'forbidden', 'not_found', 'unavailable']),
        },
      },
    },
    '/events': {
      get: {
        operationId: 'events',
        tags: ['Runs'],
        summary: 'Follow all runs that the viewer sees',
        description:
          'Sends `run` whenever one changes, `approvals` with the counts of the inbox, and `missed` when hints may have been lost.',
        responses,
      },
    },
    '/runs/{runId}/events': {
      get: {
        operationId: 'runs_events',
        tags: ['Runs'],
        summary: 'Follow a run',
        description: 'Sends `run` with its status and version whenever it changes, and ends when the run is final.',
        requestParams: { path },
        responses,
      },
    },
    '/runs/{runId}/log.txt': {
      get: {
        operationId: 'runs_logFile',
        tags: ['Runs'],
        summary: 'Download the log of a run',
        description:
          'All of it as text, as far as it has been written. A download that broke off is gone on with by `Range`; `offset` gives the rest from that byte on. HEAD says how long it is.',
        requestParams: { path, query: z.object({ offset: z.int().min(0).optional() }) },
        responses: {
          ...responses,
          '200': { description: 'The log', content: { 'text/plain': { schema: z.string() } } },
        },
      },
    },
    '/runs/{runId}/log/stream': {
      get: {
        operationId: 'runs_logStream',
        tags: ['Runs'],
        summary: 'Follow the log of a run',
        description:
          'Sends `log` with a LogChunk each; the event id is the chunk’s end offset, so `Last-Event-ID` or `offset` resumes without loss. Sends `end` and closes when the run is final and the log was read.',
        requestParams: { path, query: z.object({ offset: z.int().min(0).optional() }) },
        responses,
      },
    },
  };
}
