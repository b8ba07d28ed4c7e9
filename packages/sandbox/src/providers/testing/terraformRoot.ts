/** Runs the real Terraform in a directory of its own against a sandbox, for tests. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunningSandbox } from '../../sandbox.ts';

export type TerraformConfig = Record<string, unknown>;
type RunResult = { status: number; stdout: string; stderr: string };
type Plan = {
  /** `address` → actions of every resource that changes. */
  changes: Record<string, string[]>;
  /** Addresses that changed behind Terraform's back. */
  drift: string[];
  after: Record<string, Record<string, unknown>>;
};

export type TerraformRoot = {
  dir: string;
  write(config: TerraformConfig): void;
  run(...args: string[]): Promise<RunResult>;
  /** Like `run`, with the process in hand to interrupt or kill it. */
  start(...args: string[]): { child: ChildProcess; ended: Promise<RunResult> };
  init(): Promise<void>;
  /** Throws with Terraform's output when it fails. */
  apply(): Promise<void>;
  /** The failed apply's output; throws when it succeeds. */
  applyFails(): Promise<string>;
  plan(): Promise<Plan>;
  destroy(): Promise<void>;
  /** Attribute values of every resource in the state. */
  state(): Promise<Record<string, Record<string, unknown>>>;
  remove(): void;
};

export function openRoot(sandbox: Pick<RunningSandbox, 'reattach'>): TerraformRoot {
  const dir = mkdtempSync(join(tmpdir(), 'flowport-tf-'));
  const env = {
    PATH: process.env.PATH ?? '',
    HOME: dir,
    TF_IN_AUTOMATION: '1',
    TF_CLI_CONFIG_FILE: join(dir, 'terraformrc'),
    CHECKPOINT_DISABLE: '1',
    TF_REATTACH_PROVIDERS: JSON.stringify(sandbox.reattach),
  };
  writeFileSync(env.TF_CLI_CONFIG_FILE, '');
  const start = (...args: string[]) => startTerraform(dir, env, args);
  const run = (...args: string[]) => start(...args).ended;
  const succeed = async (...args: string[]) => {
    const result = await run(...args);
    if (result.status !== 0) throw new Error(`terraform ${args.join(' ')} failed:\n${result.stdout}${result.stderr}`);
    return result;
  };
  return {
    dir,
    write: (config) => writeFileSync(join(dir, 'main.tf.json'), JSON.stringify(withProviders(config))),
    run,
    start,
    init: async () => {
      await succeed('init', '-input=false');
    },
    apply: async () => {
      await succeed('apply', '-auto-approve', '-input=false', '-no-color');
    },
    applyFails: async () => {
      const result = await run('apply', '-auto-approve', '-input=false', '-no-color');
      if (result.status === 0) throw new Error(`terraform apply was expected to fail:\n${result.stdout}`);
      return (result.stdout + result.stderr).replaceAll(/\n[│╷╵]?\s*/g, ' ');
    },
    plan: async () => {
      await succeed('plan', '-input=false', '-no-color', '-out=plan.bin');
      return readPlan(JSON.parse((await succeed('show', '-json', 'plan.bin')).stdout));
    },
    destroy: async () => {
      await succeed('destroy', '-auto-approve', '-input=false', '-no-color');
    },
    state: async () => {
      const shown: ShownState = JSON.parse((await succeed('show', '-json')).stdout);
      const resources = shown.values?.root_module?.resources ?? [];
      return Object.fromEntries(resources.map((resource) => [resource.address, resource.values]));
    },
    remove: () => rmSync(dir, { recursive: true, force: true }),
  };
}

type Shown = { address: string; change: { actions: string[]; after: Record<string, unknown> | null } };
type ShownPlan = { resource_changes?: Shown[]; resource_drift?: Shown[] };
type ShownState = {
  values?: { root_module?: { resources?: { address: string; values: Record<string, unknown> }[] } };
};

function readPlan(shown: ShownPlan): Plan {
  const changing = (shown.resource_changes ?? []).filter(({ change }) => change.actions[0] !== 'no-op');
  return {
    changes: Object.fromEntries(changing.map(({ address, change }) => [address, change.actions])),
    drift: (shown.resource_drift ?? []).map(({ address }) => address),
    after: Object.fromEntries(
      (shown.resource_changes ?? []).map(({ address, change }) => [address, change.after ?? {}]),
    ),
  };
}

function withProviders(config: TerraformConfig): TerraformConfig {
  const sources = ['aws', 'kubernetes', 'helm', 'random'].map((name) => [name, { source: `hashicorp/${name}` }]);
  return { terraform: { required_providers: Object.fromEntries(sources) }, ...config };
}

function startTerraform(
  cwd: string,
  env: Record<string, string>,
  args: string[],
): { child: ChildProcess; ended: Promise<RunResult> } {
  const child = spawn('terraform', args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => {
    output.stdout += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    output.stderr += chunk.toString();
  });
  const ended = new Promise<RunResult>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) => resolve({ status: status ?? -1, ...output }));
  });
  return { child, ended };
}
