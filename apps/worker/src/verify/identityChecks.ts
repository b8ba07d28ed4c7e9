import { readRoleTrusts, trustProblem } from '@flowport/aws';
import { clusterOutputsSchema } from '@flowport/domain';
import type { RunWork } from '../run/runWork.ts';
import type { LayerStates } from '../steps/readOutputs.ts';
import { type CheckResult, failed, passed } from './check.ts';
import { outputValues } from './outputsCheck.ts';

const remedy =
  'Somebody changed the role behind Terraform, or the apply was cut short. Request a change without any: it puts the role right.';

/** For each service account with a role of its own: that IAM has the role, and that it trusts exactly this account. */
export async function identityChecks(work: RunWork, states: LayerStates): Promise<CheckResult[]> {
  const cluster = clusterOutputsSchema.safeParse(outputValues(states.cluster));
  // What is wrong with the outputs is told by their own check.
  if (!cluster.success) return [];
  const { identities, oidc_issuer, oidc_provider_arn } = cluster.data;
  const trusts = await readRoleTrusts(
    work.caller,
    identities.map((identity) => identity.role_arn),
  );
  return identities.map(({ component, namespace, service_account, role_arn }) => {
    const name = `identity.${component}`;
    const title = `Identity of ${component}`;
    const trust = trusts.get(role_arn);
    if (!trust) return failed(name, title, `The role ${role_arn} does not exist.`, remedy);
    const problem = trustProblem(trust.document, {
      issuer: oidc_issuer,
      oidcProviderArn: oidc_provider_arn,
      namespace,
      serviceAccount: service_account,
    });
    if (problem) return failed(name, title, `${role_arn}: ${problem}`, remedy);
    return passed(name, title, `Only ${namespace}/${service_account} may become ${role_arn}.`);
  });
}
