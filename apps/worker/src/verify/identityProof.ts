import {
  type AwsCaller,
  assumeRoleWithWebIdentity,
  callerIdentity,
  eraseObject,
  type ObjectAccess,
  tryToRead,
  tryToWrite,
  type WebIdentity,
} from '@flowport/aws';
import type { IdentityOutput, WorkspaceOutput } from '@flowport/domain';
import type { StackProbe } from './probe.ts';

type Flaw = { detail: string; remedy?: string };
/** @returns what is wrong, undefined when all of it is as it should be. @throws AppError where it could not be tried. */
export type IdentityProof = (identity: IdentityOutput) => Promise<Flaw | undefined>;

const audience = 'sts.amazonaws.com';
/** Where nobody's data are. */
const nobodysPrefix = 'flowport-verify-nobody';

const accountRemedy =
  'The service account is missing in the cluster, or the deployer role may not speak there. Request a change without any: it puts back what is missing.';
const policyRemedy =
  'The policy of the role is not the one that the stack gives it, or the key of the bucket refuses it. Request a change without any: it puts the policy right.';

/**
 * The proof by protocol: a token of the service account from the cluster, AssumeRoleWithWebIdentity with it and nothing
 * else, GetCallerIdentity, then the bucket: whoever runs flows writes and reads under the own prefix and nowhere else,
 * and no other role writes there. And the token of another service account is refused.
 */
export function identityProof(probe: StackProbe): IdentityProof {
  const { kubernetes, outputs } = probe;
  // Each account's token is asked for once: it serves for its own role, and as a stranger's for others.
  const tokens = new Map<string, Promise<string>>();
  const tokenOf = ({ namespace, service_account: name }: Holder) => {
    const key = `${namespace}/${name}`;
    const token = tokens.get(key) ?? kubernetes.serviceAccountToken({ namespace, name }, audience);
    tokens.set(key, token);
    // Not kept when it failed, so that the next look asks again.
    token.catch(() => tokens.delete(key));
    return token;
  };
  const become: Become = async (role, holder) =>
    assumeRoleWithWebIdentity({
      roleArn: role,
      token: await tokenOf(holder),
      sessionName: 'flowport-verify',
      region: outputs.foundation.region,
      endpoints: probe.caller.endpoints,
    });
  return async (identity) => {
    const { role_arn: role } = identity;
    const own = await become(role, identity);
    if (!own.admitted) return { detail: `its own service account is refused (${own.answer}).`, remedy: accountRemedy };
    const caller: AwsCaller = { ...probe.caller, credentials: own.credentials };
    const other = otherThan(identity, outputs.cluster.identities);
    const [{ arn }, stranger, reached] = await Promise.all([
      callerIdentity(caller),
      become(role, other),
      reachFlaw(probe, become, { identity, caller }),
    ]);
    if (!isSessionOf(arn, role)) return { detail: `its service account becomes ${arn}.` };
    if (stranger.admitted) return { detail: `${other.namespace}/${other.service_account} may become it too.` };
    return reached;
  };
}

type Holder = Pick<IdentityOutput, 'namespace' | 'service_account'>;
/** Tries to become a role by the token of a service account. */
type Become = (role: string, holder: Holder) => Promise<WebIdentity>;

/** Another account that certainly exists: one of the stack's, else the one that every namespace has. */
function otherThan(identity: IdentityOutput, all: readonly IdentityOutput[]): Holder {
  const others = all.filter((other) => other.mechanism === 'irsa' && other.role_arn !== identity.role_arn);
  // Of another team where there are teams: those are whom the role has to be kept from.
  const next = others.find(({ team }) => team !== null) ?? others[0];
  return next ?? { namespace: identity.namespace, service_account: 'default' };
}

/** `arn:aws:sts::1:assumed-role/NAME/SESSION` is of `arn:aws:iam::1:role/PATH/NAME`: STS leaves the path out. */
function isSessionOf(arn: string, role: string): boolean {
  const account = role.split(':')[4];
  const name = role.slice(role.lastIndexOf('/') + 1);
  return arn.split(':')[4] === account && arn.includes(`:assumed-role/${name}/`);
}

type Session = { identity: IdentityOutput; caller: AwsCaller };

/** What is wrong with what the role reaches in the bucket. */
async function reachFlaw(probe: StackProbe, become: Become, session: Session): Promise<Flaw | undefined> {
  const { workspaces } = probe.outputs.services;
  const own = workspaces.find((workspace) => isOf(workspace, session.identity));
  // One other team stands for all: their prefixes are kept apart by the same lines of the policies.
  const foreign = workspaces.find((workspace) => workspace !== own);
  const forbidden = foreign ? [foreign.datastore_prefix, nobodysPrefix] : [nobodysPrefix];
  // Whoever writes no data is tried where data are: one prefix stands for all.
  if (!own) return writesSomewhere(probe, session, [workspaces[0]?.datastore_prefix ?? nobodysPrefix]);
  return (
    (await ownFlaw(probe, session, own.datastore_prefix)) ??
    (await writesSomewhere(probe, session, forbidden)) ??
    (foreign && (await readsForeign(probe, become, { ...session, foreign })))
  );
}

function ownFlaw(probe: StackProbe, { identity, caller }: Session, prefix: string): Promise<Flaw | undefined> {
  const at = placeOf(probe, identity, prefix);
  return whileWritten(probe, { caller, at }, async (written) => {
    if (!written.may) return { detail: `it may not write ${uri(at)} (${written.answer}).`, remedy: policyRemedy };
    const read = await tryToRead(caller, at);
    if (!read.may) return { detail: `it may not read ${uri(at)} (${read.answer}).`, remedy: policyRemedy };
    return undefined;
  });
}

async function writesSomewhere(
  probe: StackProbe,
  { identity, caller }: Session,
  prefixes: readonly string[],
): Promise<Flaw | undefined> {
  const flaws = await Promise.all(
    [...new Set(prefixes)].map((prefix) => {
      const at = placeOf(probe, identity, prefix);
      return whileWritten(probe, { caller, at }, async ({ may }) =>
        may ? { detail: `it may write ${uri(at)}, which is not its own.`, remedy: policyRemedy } : undefined,
      );
    }),
  );
  return flaws.find((flaw) => flaw !== undefined);
}

/** An object of the other team has to be there, or S3's refusal would prove nothing; that team's own role writes it. */
async function readsForeign(
  probe: StackProbe,
  become: Become,
  { identity, caller, foreign }: Session & { foreign: WorkspaceOutput },
): Promise<Flaw | undefined> {
  const owner = probe.outputs.cluster.identities.find((other) => isOf(foreign, other));
  const other = owner && (await become(owner.role_arn, owner));
  // That the other role cannot be become is told by its own check.
  if (!other?.admitted) return undefined;
  const at = placeOf(probe, identity, foreign.datastore_prefix);
  return whileWritten(probe, { caller: { ...caller, credentials: other.credentials }, at }, async (written) => {
    if (!written.may || !(await tryToRead(caller, at)).may) return undefined;
    return { detail: `it may read ${uri(at)}, which is not its own.`, remedy: policyRemedy };
  });
}

function isOf(workspace: Holder, identity: Holder): boolean {
  return workspace.namespace === identity.namespace && workspace.service_account === identity.service_account;
}

type Place = { bucket: string; key: string };
const uri = ({ bucket, key }: Place) => `s3://${bucket}/${key}`;

/** Named by who tries, since all identities are tried at once. */
function placeOf({ outputs }: StackProbe, { component, team }: IdentityOutput, prefix: string): Place {
  const name = team === null ? component : `${component}-${team}`;
  return { bucket: outputs.foundation.datastore_bucket, key: `${prefix}/.flowport-verify-${name}` };
}

/**
 * Tries to write and looks on. What was written goes, every version of it, by the deployer's hand: tasks may not delete
 * versions.
 */
async function whileWritten<T>(
  { caller: deployer }: StackProbe,
  { caller, at }: { caller: AwsCaller; at: Place },
  look: (written: ObjectAccess) => Promise<T>,
): Promise<T> {
  let written: ObjectAccess | undefined;
  try {
    written = await tryToWrite(caller, at);
    return await look(written);
  } finally {
    // Where nobody knows what became of the attempt, something may be there.
    if (written?.may !== false) await eraseObject(deployer, at);
  }
}
