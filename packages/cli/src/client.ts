import {
  type ChangeStackInput,
  connectionPackSchema,
  type DestroyStackInput,
  logPageSchema,
  type RequestStackInput,
  type RunChange,
  runChangeSchema,
  runListSchema,
  runPlanSchema,
  runViewSchema,
  stackResourceSchema,
  stackRowSchema,
  stackViewSchema,
  targetViewSchema,
  teamViewSchema,
  viewerSchema,
} from '@flowport/domain';
import { EventSourceParserStream } from 'eventsource-parser/stream';
import { z } from 'zod';

const itemsOf = <S extends z.ZodType>(schema: S) => z.object({ items: z.array(schema) });

const startedSchema = z.object({
  stack: z.object({ id: z.string(), slug: z.string() }),
  run: z.object({ id: z.string() }),
});

const problemSchema = z.object({
  code: z.string(),
  message: z.string(),
  requestId: z.string().optional(),
  issues: z
    .array(z.object({ path: z.string(), rule: z.string(), message: z.string(), remedy: z.string().optional() }))
    .default([]),
});
export type Problem = z.infer<typeof problemSchema>;

/** An answer that is not 2xx, with what the API said. */
export class ApiProblem extends Error {
  readonly status: number;
  readonly problem: Problem;

  constructor(status: number, problem: Problem) {
    const fields = problem.issues.map(
      (issue) => `\n  ${issue.path}: ${issue.message}${issue.remedy ? ` ${issue.remedy}` : ''}`,
    );
    super(`${problem.message}${fields.join('')}`);
    this.name = 'ApiProblem';
    this.status = status;
    this.problem = problem;
  }
}

export type Client = ReturnType<typeof createClient>;

/**
 * The REST API of a portal as functions. Every answer is parsed by the schema that the portal itself uses.
 * @param url the portal's origin, e.g. https://flowport.example.com
 * @param token an API token of the account that acts
 * @throws ApiProblem for every answer that is not 2xx
 */
export function createClient({ url, token }: { url: string; token: string }) {
  const call = async <S extends z.ZodType>(schema: S, method: 'GET' | 'POST', path: string, body?: unknown) => {
    const response = await fetch(new URL(`/api/v1${path}`, url), {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (response.ok) return schema.parse(JSON.parse(text));
    throw new ApiProblem(response.status, readProblem(response.status, text));
  };
  const get = <S extends z.ZodType>(
    schema: S,
    path: string,
    query: Record<string, string | number | undefined> = {},
  ) => {
    const search = new URLSearchParams();
    for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, String(value));
    return call(schema, 'GET', search.size > 0 ? `${path}?${search}` : path);
  };
  const post = <S extends z.ZodType>(schema: S, path: string, body: unknown) => call(schema, 'POST', path, body);
  const id = encodeURIComponent;
  /** Yields how the run is, at once and whenever it has changed, until it is final. */
  async function* runChanges(runId: string, signal: AbortSignal): AsyncGenerator<RunChange, void> {
    const response = await fetch(new URL(`/api/v1/runs/${id(runId)}/events`, url), {
      headers: { authorization: `Bearer ${token}` },
      signal,
    });
    if (!response.ok) throw new ApiProblem(response.status, readProblem(response.status, await response.text()));
    const events = response.body?.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream());
    for await (const { event, data } of events ?? []) {
      if (event === 'run') yield runChangeSchema.parse(JSON.parse(data));
    }
  }
  return {
    viewer: () => get(viewerSchema, '/viewer'),
    teams: async () => (await get(itemsOf(teamViewSchema), '/teams')).items,
    targets: async () => (await get(itemsOf(targetViewSchema), '/targets')).items,
    stacks: async (search?: string) => (await get(itemsOf(stackRowSchema), '/stacks', { search })).items,
    stack: (stackId: string) => get(stackViewSchema, `/stacks/${id(stackId)}`),
    resources: async (stackId: string) =>
      (await get(itemsOf(stackResourceSchema), `/stacks/${id(stackId)}/resources`)).items,
    connection: (stackId: string) => get(connectionPackSchema, `/stacks/${id(stackId)}/connection`),
    requestStack: (input: RequestStackInput) => post(startedSchema, '/stacks', input),
    changeStack: ({ stackId, ...input }: ChangeStackInput) =>
      post(startedSchema, `/stacks/${id(stackId)}/changes`, input),
    destroyStack: ({ stackId, ...input }: DestroyStackInput) =>
      post(startedSchema, `/stacks/${id(stackId)}/destroy`, input),
    runs: (stackId?: string) => get(runListSchema, '/runs', { stackId }),
    runChanges,
    run: (runId: string) => get(runViewSchema, `/runs/${id(runId)}`),
    plan: (runId: string) => get(runPlanSchema, `/runs/${id(runId)}/plan`),
    approve: (runId: string, digest: string, comment = '') =>
      post(runViewSchema, `/runs/${id(runId)}/approve`, { digest, comment }),
    reject: (runId: string, digest: string, comment = '') =>
      post(runViewSchema, `/runs/${id(runId)}/reject`, { digest, comment }),
    cancel: (runId: string) => post(runViewSchema, `/runs/${id(runId)}/cancel`, {}),
    log: (runId: string, offset: number) => get(logPageSchema, `/runs/${id(runId)}/log`, { offset }),
  };
}

function readProblem(status: number, text: string): Problem {
  try {
    return problemSchema.parse(JSON.parse(text));
  } catch {
    return { code: 'internal', message: `The portal answered ${status}: ${text.slice(0, 300)}`, issues: [] };
  }
}
