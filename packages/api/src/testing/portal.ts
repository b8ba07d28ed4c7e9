import { addMember, ensureTarget, ensureTeam, randomIds, setRole } from '@flowport/db';
import { createTestDatabase } from '@flowport/db/testing';
import { AppError, type PreflightFacts, type PreflightQuestion, type Role } from '@flowport/domain';
import { createAuth } from '../auth/createAuth.ts';
import type { ApiDependencies, Identities, Logger } from '../context.ts';
import { createApi } from '../createApi.ts';
import { createRunEvents } from '../live/changeFeed.ts';
import type { StateArchives } from '../state/archives.ts';

export const origin = 'http://portal.test';

const people = {
  rita: { role: 'requester', team: 'vision' },
  vera: { role: 'requester', team: 'vision' },
  fred: { role: 'requester', team: 'forecasting' },
  arno: { role: 'approver', team: null },
  anna: { role: 'approver', team: null },
  ada: { role: 'admin', team: null },
  otto: { role: 'auditor', team: null },
} as const satisfies Record<string, { role: Role; team: string | null }>;
export type Person = keyof typeof people;

/** One answer of the REST API, with its body as the tests look at it. */
export type Answer = { status: number; body: Body; headers: Headers };
// biome-ignore lint/suspicious/noExplicitAny: what comes over the wire is judged by the assertions of each test
type Body = any;

export async function answerOf(response: Response): Promise<Answer> {
  return { status: response.status, headers: response.headers, body: await response.json() };
}

/**
 * A whole portal on a database of its own, for tests: teams, one account per role and two targets, reached as a program
 * reaches it, by REST with bearer tokens. AWS and CDKTF are ports, answered here.
 */
export async function openTestPortal(
  options: {
    settings?: { tokenCallsPerMinute?: number };
    /** In place of what an empty account answers. */
    preflightFacts?: Identities['preflightFacts'];
    /** In place of a bucket that nobody can reach. */
    archives?: StateArchives;
  } = {},
) {
  const { db, drop } = await createTestDatabase();
  const logged: { level: string; fields: Record<string, unknown>; message: string }[] = [];
  const log = (level: string) => (fields: Record<string, unknown>, message: string) => {
    logged.push({ level, fields, message });
  };
  const logger: Logger = { error: log('error'), warn: log('warn'), info: log('info') };
  const settings = { secret: 's'.repeat(44), origin, signInsPerMinute: 1000, ...options.settings };
  const auth = createAuth({ db, logger, settings });
  const events = createRunEvents(db);
  const identities = new Map<string, { account: string; arn: string }>();
  const preflights: { asked: PreflightQuestion[]; facts: Partial<PreflightFacts> } = { asked: [], facts: {} };
  const dependencies: ApiDependencies = {
    db,
    auth,
    secret: new Uint8Array(32).fill(7),
    events,
    logger,
    clock: () => new Date(),
    ids: randomIds,
    identities: {
      async callerIdentity(target) {
        const identity = identities.get(target.deployerRoleArn);
        if (identity) return identity;
        throw new AppError('credentials_refused', `While assuming the role ${target.deployerRoleArn}: AWS refused.`);
      },
      async preflightFacts(target, question) {
        preflights.asked.push(question);
        if (options.preflightFacts) return options.preflightFacts(target, question);
        return { ...emptyAccount(target.account), ...preflights.facts };
      },
    },
    archives: options.archives ?? {
      open: async () => {
        throw new AppError('unavailable', 'While reading the state bucket: it could not be reached.');
      },
    },
    synthesizer: {
      blueprint: { id: 'metaflow-eks', version: '1.0.0' },
      synthesize: ({ slug, parameters: { network } }) => ({
        foundation: {
          subnets: network.zones * 2,
          resource: {
            aws_s3_bucket: { datastore: { bucket: `${slug}-datastore` } },
            aws_iam_role: { task: { name: slug } },
          },
        },
        cluster: {},
        services: {},
      }),
      countResources: ({ foundation }) => ({ foundation: Number(foundation.subnets), cluster: 34, services: 41 }),
    },
  };
  const api = createApi(dependencies);
  const made = { now: new Date(), ids: randomIds };

  const vision = await ensureTeam(db, { slug: 'vision', name: 'Vision', ...made });
  const forecasting = await ensureTeam(db, { slug: 'forecasting', name: 'Forecasting', ...made });
  const teamIds: Record<string, string> = { vision: vision.id, forecasting: forecasting.id };
  const userIds: Partial<Record<Person, string>> = {};
  const tokens: Partial<Record<Person, string>> = {};
  for (const [name, { role, team }] of Object.entries(people)) {
    const person = name as Person;
    const email = `${name}@flowport.local`;
    const userId = `user-${name}`;
    // Without a password, whose hash would take longer than all the rest.
    await db.client.user.create({ data: { id: userId, email, name: capital(name), emailVerified: true } });
    await setRole(db, { userId, role });
    const teamId = team === null ? undefined : teamIds[team];
    if (teamId) await addMember(db, { teamId, userId, ...made });
    userIds[person] = userId;
    tokens[person] = (await auth.tokens.create({ userId, name: 'test', expiresInDays: 1 })).token;
  }
  const target = async (name: string, selfApproval: boolean) =>
    ensureTarget(db, {
      name,
      kind: 'sandbox',
      account: '111122223333',
      region: 'us-west-2',
      deployerRoleArn: 'arn:aws:iam::111122223333:role/flowport-deployer',
      planRoleArn: null,
      externalId: 'external',
      backend: {
        bucket: 'flowport-state',
        region: 'us-west-2',
        workspaceKeyPrefix: 'stacks',
        kmsKeyId: null,
        usePathStyle: true,
      },
      selfApproval,
      ...made,
    });
  const sandbox = await target('Sandbox', false);
  const playground = await target('Playground', true);

  return {
    api,
    db,
    auth,
    events,
    dependencies,
    logged,
    identities,
    preflights,
    teams: { vision, forecasting },
    targets: { sandbox, playground },
    userIdOf: (person: Person) => userIds[person] ?? '',
    tokenOf: (person: Person) => tokens[person] ?? '',

    /** One call over REST; `null` calls without a token. `body` is sent as JSON, or as it is where it is a string. */
    async call(person: Person | null, method: string, path: string, body?: unknown): Promise<Answer> {
      const request = new Request(`${origin}/api/v1${path}`, {
        method,
        headers: {
          ...(person === null ? {} : { authorization: `Bearer ${tokens[person]}` }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      return answerOf(await api.rest(request));
    },

    /** A request for a stack that nothing is wrong with, with some of its fields replaced. */
    request: (fields: Record<string, unknown> = {}) => ({
      slug: freshSlug(),
      teamId: vision.id,
      targetId: sandbox.id,
      preset: 'small',
      ...fields,
    }),

    async close() {
      await events.close();
      await drop();
    },
  };
}
export type TestPortal = Awaited<ReturnType<typeof openTestPortal>>;

/** What an account answers that holds nothing and allows nothing to be counted. */
function emptyAccount(account: string): PreflightFacts {
  return {
    identity: { known: true, value: { account, arn: `arn:aws:sts::${account}:assumed-role/flowport-deployer/x` } },
    networks: { known: true, value: [] },
    taken: { known: true, value: [] },
    quotas: [],
    versions: { known: true, value: [] },
    certificate: null,
    zone: null,
    secret: null,
    principals: [],
  };
}

let slugs = 0;
/** Unique within a test file, whose database is its own. */
export function freshSlug(): string {
  slugs += 1;
  return `stack-${slugs}x`;
}

function capital(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
