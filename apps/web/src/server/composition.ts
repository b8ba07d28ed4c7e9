import type { ApiDependencies } from '@flowport/api';
import { pino } from 'pino';
import { type Environment, environment } from '../env.ts';
import { createIdentities } from './identities.ts';
import { loadPackages } from './packages.ts';
import type { Portal } from './portal.ts';

declare global {
  /** Pages and route handlers are bundled apart, each with its own copy of this module; the process has one portal. */
  var flowportPortal: Promise<Portal> | undefined;
}

/** The portal's composition root, put together at the first request. Failing, it is tried again at the next. */
export function portal(): Promise<Portal> {
  globalThis.flowportPortal ??= compose(environment()).catch((error: unknown) => {
    globalThis.flowportPortal = undefined;
    throw error;
  });
  return globalThis.flowportPortal;
}

async function compose(env: Environment): Promise<Portal> {
  const logger = pino({ name: 'portal', level: env.logLevel });
  const packages = await loadPackages();
  const { createApi, createAuth, createRunEvents } = packages.api;
  const { openDatabase, randomIds } = packages.db;
  const { blueprint, countResources, synthesize } = packages.infra;
  const db = await openDatabase({ url: env.databaseUrl });
  const auth = createAuth({
    db,
    logger,
    settings: {
      secret: env.secret,
      origin: new URL(env.url).origin,
      ...(env.trustedOrigins ? { trustedOrigins: env.trustedOrigins } : {}),
      ...(env.trustedProxies ? { trustedProxies: env.trustedProxies } : {}),
      ...(env.oidc ? { oidc: env.oidc } : {}),
    },
  });
  const api = createApi({
    db,
    auth,
    secret: Buffer.from(env.secret, 'base64'),
    synthesizer: {
      blueprint,
      countResources,
      synthesize: (input) => synthesize({ ...input, target: synthTarget(input.target) }),
    },
    ...createIdentities(packages, env.sandboxFile),
    events: createRunEvents(db),
    clock: () => new Date(),
    ids: randomIds,
    logger,
  });
  return {
    api,
    logger,
    signIn: auth.ways,
    isReady: () =>
      db.ping().then(
        () => true,
        () => false,
      ),
  };
}

type SynthesisTarget = Parameters<ApiDependencies['synthesizer']['synthesize']>[0]['target'];

/** Exactly what a blueprint asks for: a record of the database has more, and `null` where CDKTF wants nothing at all. */
function synthTarget({ account, region, deployerRoleArn, backend }: SynthesisTarget): SynthesisTarget {
  const { bucket, region: bucketRegion, workspaceKeyPrefix, usePathStyle } = backend;
  return {
    account,
    region,
    deployerRoleArn,
    backend: { bucket, region: bucketRegion, workspaceKeyPrefix, usePathStyle },
  };
}
