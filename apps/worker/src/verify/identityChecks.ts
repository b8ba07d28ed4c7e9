import { type RoleTrust, readRoleTrusts, type ServiceAccountIdentity, trustProblem } from '@flowport/aws';
import { type CheckResult, failed, type IdentityOutput, passed, type StackOutputs, skipped } from '@flowport/domain';
import { type IdentityProof, identityProof } from './identityProof.ts';
import { patiently } from './patience.ts';
import type { StackProbe } from './probe.ts';

const remedy =
  'Somebody changed the role behind Terraform, or the apply was cut short. Request a change without any: it puts the role right.';

/**
 * For each service account with a role of its own: that IAM has the role and trusts exactly this account; and by a token
 * of the account from the cluster, that it really becomes the role, may do there what it should, and nobody else may.
 */
export async function identityChecks(probe: StackProbe): Promise<CheckResult[]> {
  const { identities } = probe.outputs.cluster;
  const trusts = await readRoleTrusts(
    probe.caller,
    identities.map((identity) => identity.role_arn),
  );
  const proof = identityProof(probe);
  return Promise.all(identities.map((identity) => identityCheck(probe, { identity, trusts, proof })));
}

type Judged = { identity: IdentityOutput; trusts: ReadonlyMap<string, RoleTrust>; proof: IdentityProof };

function identityCheck(probe: StackProbe, { identity, trusts, proof }: Judged): Promise<CheckResult> {
  const { component, team, namespace, service_account: account, role_arn: role } = identity;
  const check = { name: `identity.${team ?? component}`, title: `Identity of ${team ?? component}` };
  const trust = trusts.get(role);
  if (!trust) return Promise.resolve(failed(check, `The role ${role} does not exist.`, remedy));
  const problem = trustProblem(trust.document, expected(probe.outputs, identity));
  if (problem) return Promise.resolve(failed(check, `${role}: ${problem}`, remedy));
  if (identity.mechanism === 'pod-identity') {
    const why = `Only ${namespace}/${account} may become ${role}, by EKS Pod Identity, which hands credentials to pods alone: there is no token to prove it with from here.`;
    return Promise.resolve(skipped(check, why));
  }
  return patiently(probe.patience, {
    ...check,
    remedy,
    look: async () => {
      const wrong = await proof(identity);
      if (wrong) return failed(check, `${role}: ${wrong.detail}`, wrong.remedy ?? remedy);
      return passed(
        check,
        `${namespace}/${account} becomes ${role}, nobody else does, and it reaches its own data only.`,
      );
    },
  });
}

function expected({ foundation, cluster }: StackOutputs, identity: IdentityOutput): ServiceAccountIdentity {
  const subject = { namespace: identity.namespace, serviceAccount: identity.service_account };
  return identity.mechanism === 'irsa'
    ? { mechanism: 'irsa', issuer: cluster.oidc_issuer, oidcProviderArn: cluster.oidc_provider_arn, ...subject }
    : { mechanism: 'pod-identity', account: foundation.account_id, clusterName: cluster.cluster_name, ...subject };
}
