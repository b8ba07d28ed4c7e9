import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError, type Layer, type LayerPlan } from '@flowport/domain';
import { z } from 'zod';
import { type ProviderSources, pluginCacheEnvironment, writeCliConfig } from '../binary/cliConfig.ts';
import { automation } from '../binary/environment.ts';
import type { TerraformBinary } from '../binary/findTerraform.ts';
import type { Json } from '../plan/json.ts';
import { layerPlan, providerName } from '../plan/layerPlan.ts';
import { readPlanFile } from '../plan/planFile.ts';
import { planJsonSchema, type StateJson, stateJsonSchema } from '../plan/planJson.ts';
import type { TerraformEvent } from '../stream/event.ts';
import type { LogLine } from '../stream/logLine.ts';
import type { Workdir } from '../workdir/workdir.ts';
import { type Command, type CommandContext, runCommand } from './command.ts';

export type TerraformSettings = ProviderSources & {
  binary: TerraformBinary;
  /** From `allowedEnvironment`: credentials and `TF_REATTACH_PROVIDERS` included. */
  environment: Readonly<Record<string, string>>;
};

export type LayerOptions = {
  settings: TerraformSettings;
  workdir: Workdir;
  layer: Layer;
  /** The stack's slug: its Terraform workspace. */
  workspace: string;
  /** Interrupts the running command, and kills it when it has not ended after `graceSeconds`. */
  signal: AbortSignal;
  /** Kills the running command and all that it started, at once: for a worker that has lost its lease. */
  killSignal?: AbortSignal;
  /** How long an interrupted Terraform may finish what it has begun and write its state. 30 by default. */
  graceSeconds?: number;
  onLog(line: LogLine): void;
  onEvent(event: TerraformEvent): void;
};

export type PlanMode = 'apply' | 'destroy' | 'refresh-only';

/** Terraform's own counts; unlike those of LayerPlan, a replacement counts as an addition and a removal. */
export type ChangeSummary = { add: number; change: number; remove: number; import: number };

export type PlanOutcome = {
  plan: LayerPlan;
  /** Whether applying it would change anything: resources, outputs, or (`refresh-only`) the state. */
  changed: boolean;
  planFile: string;
  planFileSha256: string;
  /** The state which the plan was made for, see `PlanFileFacts`. */
  lineage: string | null;
  serial: number | null;
  terraformVersion: string;
  summary: ChangeSummary | null;
};

export type AppliedResource = {
  address: string;
  type: string;
  action: string;
  idKey: string | null;
  idValue: string | null;
  elapsedSeconds: number | null;
};

export type ApplyOutcome = {
  /** Values of the outputs that are not sensitive. */
  outputs: Record<string, Json>;
  sensitiveOutputs: string[];
  applied: AppliedResource[];
  summary: ChangeSummary | null;
};

export type OutputValue = { value: Json; sensitive: boolean };

export type StateResource = { address: string; type: string; name: string; provider: string; id: string | null };

export type LayerSession = {
  /**
   * Prepares the directory: backend and providers. Must precede everything else. `backendConfig` completes the
   * configuration's backend block; it is stored in the plan file, so credentials belong into the environment.
   * `state: 'present'` lets Terraform look into the stack's own state for providers that the configuration no longer
   * names; it fails when there is none.
   */
  init(options?: { backendConfig?: Record<string, string | boolean>; state?: 'present' | 'unknown' }): Promise<void>;
  /** Plans, saves the plan, and reads it. `lock: 'none'` for credentials that may not write the lock. */
  plan(options: { mode: PlanMode; lock?: 'hold' | 'none' }): Promise<PlanOutcome>;
  /** Applies a saved plan. @throws AppError `approval_void` when the state has changed since, `lock_held`, `terraform_failed`. */
  apply(options: { planFile: string }): Promise<ApplyOutcome>;
  /** All outputs, the sensitive ones included: not to be stored or logged. */
  output(): Promise<Record<string, OutputValue>>;
  /** The managed resources in the state. */
  stateResources(): Promise<StateResource[]>;
  forceUnlock(lockId: string): Promise<void>;
};

const graceSecondsDefault = 30;

/**
 * One layer's Terraform: `init`, `plan` and `show`, `apply`, each one process, one at a time. A session is bound to one
 * workdir and one workspace; it holds nothing that is not in the directory, so that another session (on another
 * machine, after `unpack`) can go on.
 *
 * Every argument is a constant but paths of the workdir and the id of a lock, whose form is checked.
 */
export function openLayer(options: LayerOptions): LayerSession {
  const { settings, workdir, layer, workspace } = options;
  const directory = workdir.directory(layer);
  let environment: Promise<Record<string, string>> | undefined;

  const run = async (
    command: Omit<Command, 'environment'>,
    onEvent: (event: TerraformEvent) => void = () => {},
    inWorkspace = workspace,
  ) => {
    environment ??= layerEnvironment(settings, workdir, layer);
    const context: CommandContext = {
      path: settings.binary.path,
      layer,
      directory,
      signal: options.signal,
      killSignal: options.killSignal,
      graceSeconds: options.graceSeconds ?? graceSecondsDefault,
      onLog: options.onLog,
      onEvent: (event) => {
        onEvent(event);
        options.onEvent(event);
      },
    };
    return runCommand(context, { ...command, environment: { ...(await environment), TF_WORKSPACE: inWorkspace } });
  };

  return {
    init: async ({ backendConfig, state = 'unknown' } = {}) => {
      const args: Command['args'] = [
        'init',
        '-json',
        '-input=false',
        ...(await backendArguments(directory, backendConfig)),
      ];
      // `init` refuses a workspace that does not exist yet as soon as others exist; the commands after it create theirs
      // when they write. The workspace "default" always exists, which spares us a `workspace new`.
      const inWorkspace = state === 'present' ? workspace : 'default';
      const prepare = () => run({ args, doing: `preparing ${layer}`, stdout: 'messages' }, undefined, inWorkspace);
      await (settings.pluginCacheDir === undefined ? prepare() : oneAtATime(settings.pluginCacheDir, prepare));
    },

    plan: async ({ mode, lock = 'hold' }) => {
      let summary: ChangeSummary | null = null;
      const planFile = workdir.planFile(layer);
      const planned = await run(
        {
          args: [
            'plan',
            '-json',
            '-input=false',
            '-detailed-exitcode',
            `-out=${planFile}`,
            ...modeArguments[mode],
            ...(lock === 'none' ? ['-lock=false'] : []),
          ],
          doing: `planning ${layer}`,
          successes: [0, 2],
          stdout: 'messages',
        },
        (event) => {
          if (event.type === 'change_summary') summary = summaryOf(event);
        },
      );
      const doing = `reading the plan of ${layer}`;
      const [shown, facts] = await Promise.all([
        run({ args: ['show', '-json', planFile], doing, stdout: 'document' }),
        readPlanFile(planFile),
      ]);
      const json = readDocument(planJsonSchema, shown.document, doing);
      return {
        plan: layerPlan(layer, json),
        changed: planned.exitCode === 2,
        planFile,
        planFileSha256: facts.sha256,
        lineage: facts.lineage,
        serial: facts.serial,
        terraformVersion: json.terraform_version,
        summary,
      };
    },

    apply: async ({ planFile }) => {
      const outcome: ApplyOutcome = { outputs: {}, sensitiveOutputs: [], applied: [], summary: null };
      await run(
        { args: ['apply', '-json', '-input=false', planFile], doing: `applying ${layer}`, stdout: 'messages' },
        (event) => recordApply(outcome, event),
      );
      return outcome;
    },

    output: async () => {
      const doing = `reading the outputs of ${layer}`;
      const { document } = await run({ args: ['output', '-json'], doing, stdout: 'document' });
      return readDocument(outputsSchema, document, doing);
    },

    stateResources: async () => {
      const doing = `reading the state of ${layer}`;
      const { document } = await run({ args: ['show', '-json'], doing, stdout: 'document' });
      return resourcesOf(readDocument(stateJsonSchema, document, doing));
    },

    forceUnlock: async (lockId) => {
      const parsed = z.guid().safeParse(lockId);
      if (!parsed.success)
        throw new AppError('invalid_input', 'The id of a state lock is a UUID.', { cause: parsed.error });
      await run({ args: ['force-unlock', '-force', parsed.data], doing: `unlocking ${layer}`, stdout: 'messages' });
    },
  };
}

const modeArguments: Record<PlanMode, readonly string[]> = {
  apply: [],
  destroy: ['-destroy'],
  'refresh-only': ['-refresh-only'],
};

const outputsSchema = z.record(z.string(), z.object({ value: z.json(), sensitive: z.boolean() }));

async function layerEnvironment(
  settings: TerraformSettings,
  workdir: Workdir,
  layer: Layer,
): Promise<Record<string, string>> {
  const directory = workdir.directory(layer);
  const cliConfig = join(directory, '.terraformrc');
  await writeCliConfig(cliConfig, settings);
  return {
    ...settings.environment,
    ...automation,
    ...(await pluginCacheEnvironment(settings)),
    HOME: workdir.root,
    TF_DATA_DIR: join(directory, '.terraform'),
    TF_CLI_CONFIG_FILE: cliConfig,
  };
}

/** Backend settings travel in a file: arguments can be seen by every user of the machine. */
async function backendArguments(
  directory: string,
  config: Record<string, string | boolean> | undefined,
): Promise<string[]> {
  if (config === undefined) return [];
  const file = join(directory, 'backend.json');
  await writeFile(file, JSON.stringify(config), { mode: 0o600 });
  return [`-backend-config=${file}`];
}

const inits = new Map<string, Promise<unknown>>();

/** Terraform does not lock its plugin cache: two installations into it at once may break each other. */
async function oneAtATime(key: string, work: () => Promise<unknown>): Promise<void> {
  const before = inits.get(key) ?? Promise.resolve();
  const mine = before.then(work, work);
  inits.set(key, mine);
  await mine;
}

function summaryOf({ add, change, remove, import: imported }: ChangeSummary): ChangeSummary {
  return { add, change, remove, import: imported };
}

function recordApply(outcome: ApplyOutcome, event: TerraformEvent): void {
  if (event.type === 'change_summary') outcome.summary = summaryOf(event);
  if (event.type === 'apply_complete') {
    const { resource, action, idKey, idValue, elapsedSeconds } = event;
    outcome.applied.push({ address: resource.address, type: resource.type, action, idKey, idValue, elapsedSeconds });
  }
  if (event.type === 'outputs') {
    for (const [name, output] of Object.entries(event.outputs)) {
      if (output.sensitive) outcome.sensitiveOutputs.push(name);
      else if ('value' in output && output.value !== undefined) outcome.outputs[name] = output.value;
    }
  }
}

function readDocument<S extends z.ZodType>(schema: S, document: Buffer, doing: string): z.output<S> {
  let raw: unknown;
  try {
    raw = JSON.parse(document.toString('utf8'));
  } catch (cause) {
    throw new AppError('terraform_failed', `While ${doing}: Terraform's answer is not JSON.`, { cause });
  }
  const parsed = schema.safeParse(raw);
  if (parsed.success) return parsed.data;
  throw new AppError('terraform_failed', `While ${doing}: Terraform's answer has an unknown form.`, {
    cause: parsed.error,
  });
}

function resourcesOf(state: StateJson): StateResource[] {
  const found: StateResource[] = [];
  const visit = (module: NonNullable<StateJson['values']>['root_module']) => {
    for (const resource of module.resources) {
      if (resource.mode !== 'managed') continue;
      const { address, type, name } = resource;
      const id = resource.values?.id;
      found.push({
        address,
        type,
        name,
        provider: providerName(resource.provider_name),
        id: typeof id === 'string' ? id : null,
      });
    }
    for (const child of module.child_modules) visit(child);
  };
  if (state.values !== undefined) visit(state.values.root_module);
  return found;
}
