import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError, type Layer } from '@flowport/domain';
import { pluginCacheEnvironment, writeCliConfig } from '../binary/cliConfig.ts';
import { automation } from '../binary/environment.ts';
import { layerPlan } from '../plan/layerPlan.ts';
import { readPlanFile } from '../plan/planFile.ts';
import { planJsonSchema, stateJsonSchema } from '../plan/planJson.ts';
import { plannedAction } from '../plan/plannedAction.ts';
import { planSecrets } from '../plan/planSecrets.ts';
import type { TerraformEvent } from '../stream/event.ts';
import type { Workdir } from '../workdir/workdir.ts';
import { type Command, type CommandContext, runCommand } from './command.ts';
import { outputsSchema, readDocument, resourcesOf } from './documents.ts';
import type {
  ApplyOutcome,
  ChangeSummary,
  LayerOptions,
  LayerSession,
  PlanMode,
  SavedPlan,
  TerraformSettings,
} from './session.ts';

const graceSecondsDefault = 30;

/**
 * One layer's Terraform: `init`, `plan` and `show`, `apply`, each one process, one at a time. A session is bound to one
 * workdir and one workspace; it holds nothing that is not in the directory, so that another session (on another
 * machine, after `unpack`) can go on.
 *
 * Every argument is a constant but paths of the workdir, and addresses, whose form is checked.
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
      guard: options.guard,
      backpressure: options.backpressure,
      onLog: options.onLog,
      onEvent: (event) => {
        onEvent(event);
        options.onEvent(event);
      },
    };
    return runCommand(context, { ...command, environment: { ...(await environment), TF_WORKSPACE: inWorkspace } });
  };

  const session: LayerSession = {
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

    plan: async (how) => {
      const saved = await session.savePlan(how);
      return { ...saved, ...(await session.readPlan(saved)) };
    },

    savePlan: async ({ mode, lock = 'hold', targets = [] }) => {
      const planFile = workdir.planFile(layer);
      const seen: Pick<SavedPlan, 'summary' | 'planned'> = { summary: null, planned: [] };
      const args: Command['args'] = [
        'plan',
        '-json',
        '-input=false',
        '-detailed-exitcode',
        `-out=${planFile}`,
        ...modeArguments[mode],
        ...targets.map(targetArgument),
        ...(lock === 'none' ? ['-lock=false'] : []),
      ];
      const doing = `planning ${layer}`;
      const { exitCode } = await run({ args, doing, successes: [0, 2], stdout: 'messages' }, (event) => {
        if (event.type === 'change_summary') seen.summary = summaryOf(event);
        if (event.type === 'planned_change') seen.planned.push(plannedAction(event));
      });
      // Terraform tells them in the order in which its threads came to them.
      seen.planned.sort((a, b) => (a.address < b.address ? -1 : 1));
      const { sha256, lineage, serial } = await readPlanFile(planFile);
      return { changed: exitCode === 2, planFile, planFileSha256: sha256, lineage, serial, ...seen };
    },

    readPlan: async ({ planFile }) => {
      const doing = `reading the plan of ${layer}`;
      const { document } = await run({ args: ['show', '-json', planFile], doing, stdout: 'document' });
      const json = readDocument(planJsonSchema, document, doing);
      options.onSecrets?.(planSecrets(json));
      return { plan: layerPlan(layer, json), terraformVersion: json.terraform_version };
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

    pushState: async (file) => {
      await run({ args: ['state', 'push', file], doing: `storing the state of ${layer}`, stdout: 'messages' });
    },

    forget: async (address) => {
      const doing = `forgetting ${address}`;
      await run({ args: ['state', 'rm', checkedAddress(address)], doing, stdout: 'messages' });
    },
  };
  return session;
}

const modeArguments: Record<PlanMode, readonly string[]> = {
  apply: [],
  destroy: ['-destroy'],
  'destroy-unrefreshed': ['-destroy', '-refresh=false'],
  'refresh-only': ['-refresh-only'],
  unrefreshed: ['-refresh=false'],
};

function targetArgument(address: string): string {
  return `-target=${checkedAddress(address)}`;
}

function checkedAddress(address: string): string {
  if (/^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$/.test(address)) return address;
  throw new AppError('invalid_input', `"${address}" is not the address of a resource.`);
}

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
