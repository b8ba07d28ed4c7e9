import { type AwsCaller, assumeRole, credentialSource } from '@flowport/aws';
import { getOutputs } from '@flowport/db';
import { type CheckResult, outputSchemas, type ParameterOverrides } from '@flowport/domain';
import { z } from 'zod';
import { sandboxCloud } from '../cloud/sandboxCloud.ts';
import { type StackProbe, stackProbe } from '../verify/probe.ts';
import { standingChecks } from '../verify/standingChecks.ts';
import type { Stage } from './stage.ts';

const objectsSchema = z.object({
  objects: z.array(
    z.object({
      account: z.string(),
      scope: z.string(),
      type: z.string(),
      id: z.string(),
      attributes: z.record(z.string(), z.json()),
    }),
  ),
});
export type SandboxObject = z.infer<typeof objectsSchema>['objects'][number];

/** A stack that stands, and what may happen to it behind Terraform's back. */
export type Standing = {
  stackId: string;
  runId: string;
  /** As the deployer role, without patience. */
  probe: StackProbe;
  /** All checks by name. */
  checks(): Promise<Record<string, CheckResult>>;
  /** The one object of the sandbox of this type whose id fits, or that is wanted. */
  object(type: string, which: RegExp | ((object: SandboxObject) => boolean)): Promise<SandboxObject>;
  /** All checks while the object has these attributes; afterwards it is as it was. */
  checksWith(object: SandboxObject, attributes: Record<string, unknown>): Promise<Record<string, CheckResult>>;
};

/** Requests, approves and applies a stack, whatever its own verification says of it. */
export async function standStack(stage: Stage, slug: string, parameters: ParameterOverrides): Promise<Standing> {
  const { stackId, runId } = await stage.request(slug, { parameters });
  await stage.reached(runId, ['awaiting_approval']);
  await stage.approve(runId);
  await stage.reached(runId, ['succeeded']);
  const probe = await probeFor(stage, stackId);
  const checks = async () => Object.fromEntries((await standingChecks(probe)).map((check) => [check.name, check]));
  const { sandbox } = stage;
  return {
    stackId,
    runId,
    probe,
    checks,
    object: async (type, which) => {
      const { objects } = objectsSchema.parse(await sandbox.control(`GET /objects?type=${type}`));
      const found = objects.filter((object) => (which instanceof RegExp ? which.test(object.id) : which(object)));
      const [only] = found;
      if (!only || found.length > 1) {
        throw new Error(`${found.length} objects fit ${which}: ${objects.map((object) => object.id).join(', ')}`);
      }
      return only;
    },
    checksWith: async ({ attributes: before, ...key }, attributes) => {
      await sandbox.control('PATCH /objects', { ...key, attributes });
      try {
        return await checks();
      } finally {
        const kept = Object.keys(attributes).map((name) => [name, before[name] ?? null]);
        await sandbox.control('PATCH /objects', { ...key, attributes: Object.fromEntries(kept) });
      }
    },
  };
}

/** The deployer role of the stage's target, as a run becomes it. */
export async function deployerOf({ sandbox, target }: Stage): Promise<AwsCaller> {
  const cloud = await sandboxCloud(sandbox.file);
  const session = credentialSource({
    now: () => new Date(),
    assume: () =>
      assumeRole({
        roleArn: target.deployerRoleArn,
        externalId: target.externalId,
        region: target.region,
        sessionName: 'flowport-test',
        tags: {},
        base: cloud.base,
        endpoints: cloud.endpoints,
      }),
  });
  return { region: target.region, endpoints: cloud.endpoints, credentials: () => session.get(60) };
}

async function probeFor(stage: Stage, stackId: string): Promise<StackProbe> {
  const { request } = await sandboxCloud(stage.sandbox.file);
  const { foundation, cluster, services } = await getOutputs(stage.db, stackId);
  return stackProbe({
    parameters: (await stage.stack(stackId)).parameters,
    outputs: {
      foundation: outputSchemas.foundation.parse(foundation),
      cluster: outputSchemas.cluster.parse(cluster),
      services: outputSchemas.services.parse(services),
    },
    caller: await deployerOf(stage),
    request,
    patience: { seconds: 0, signal: new AbortController().signal },
    now: () => new Date(),
  });
}
