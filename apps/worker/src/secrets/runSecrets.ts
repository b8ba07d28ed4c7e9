import { type StateFile, stateSecrets } from '@flowport/aws';
import type { StackRecord, TargetRecord } from '@flowport/db';
import { endpointHosts, layers } from '@flowport/domain';
import { stringsIn } from './forms.ts';
import { type Masker, masker } from './masker.ts';

/** What hides the secrets of one run, and learns them wherever the run comes across them. */
export type RunSecrets = Masker & {
  learnState(state: StateFile | undefined): void;
  /** The whole environment of a Terraform process. */
  learnEnvironment(environment: Readonly<Record<string, string>>): void;
};

/** The secrets of all runs of this process, for what it logs itself. */
export type ProcessSecrets = {
  open(of: { stack: StackRecord; target: TargetRecord }): RunSecrets;
  mask(text: string): string;
};

/** The runs that were worked on last; what is logged about a run after its end is hidden too. */
const runsMax = 64;

export function processSecrets(own: Iterable<string> = []): ProcessSecrets {
  const ofProcess = masker();
  ofProcess.learn(own);
  const runs: RunSecrets[] = [];
  return {
    open({ stack, target }) {
      const secrets = runSecrets(namesOf(stack, target));
      secrets.learn(own);
      secrets.learn([target.externalId]);
      runs.push(secrets);
      if (runs.length > runsMax) runs.shift();
      return secrets;
    },
    mask: (text) => runs.reduce((hidden, run) => run.mask(hidden), ofProcess.mask(text)),
  };
}

/** What stands in every line of the run's log, and what its parameters say to everybody. */
function namesOf(stack: StackRecord, target: TargetRecord): string[] {
  const { backend } = target;
  return [
    stack.slug,
    stack.team.slug,
    stack.team.name,
    target.name,
    target.account,
    target.region,
    target.deployerRoleArn,
    backend.bucket,
    backend.workspaceKeyPrefix,
    ...layers,
    ...stringsIn(stack.parameters),
    // Beside the key that programs send, in a rule of the load balancer that Terraform marks as a whole.
    ...Object.values(endpointHosts(stack.parameters.endpoint) ?? {}),
  ];
}

function runSecrets(common: readonly string[]): RunSecrets {
  const known = masker(common);
  let lastSeen = new Map<string, number>();
  return {
    ...known,
    learnState(state) {
      // A state is read often, and what it holds is learnt once.
      if (!state || (lastSeen.get(state.lineage) ?? -1) >= state.serial) return;
      lastSeen = new Map(lastSeen).set(state.lineage, state.serial);
      known.learn(stateSecrets(state));
    },
    learnEnvironment: (environment) => known.learn(environmentSecrets(environment)),
  };
}

const secretVariable = /SECRET|TOKEN|PASSWORD|PASSWD|ACCESS_KEY|API_KEY|PRIVATE_KEY/i;

function environmentSecrets(environment: Readonly<Record<string, string>>): string[] {
  return Object.entries(environment).flatMap(([name, value]) =>
    secretVariable.test(name) ? [value] : passwordsInUrl(value),
  );
}

/** Of a proxy that wants a password. */
export function passwordsInUrl(text: string): string[] {
  if (!text.includes('@') || !URL.canParse(text)) return [];
  const { password } = new URL(text);
  if (password === '') return [];
  try {
    return [password, decodeURIComponent(password)];
  } catch {
    return [password];
  }
}
