import { policyDocument } from './policy.ts';

export type ServiceAccountSubject = {
  /** ARN of the cluster's OIDC provider. */
  providerArn: string;
  /** Issuer without `https://`, as IAM's condition keys have it. */
  issuer: string;
  namespace: string;
  serviceAccount: string;
};

/**
 * Trust policy of a role for exactly one service account (EKS user guide, "IAM roles for service accounts"). Both
 * conditions are needed: without `aud` a token meant for another service would do, without `sub` any pod would.
 */
export function serviceAccountTrust(subject: ServiceAccountSubject): string {
  return policyDocument({
    Sid: 'ServiceAccount',
    Effect: 'Allow',
    Principal: { Federated: subject.providerArn },
    Action: 'sts:AssumeRoleWithWebIdentity',
    Condition: {
      StringEquals: {
        [`${subject.issuer}:aud`]: 'sts.amazonaws.com',
        [`${subject.issuer}:sub`]: `system:serviceaccount:${subject.namespace}:${subject.serviceAccount}`,
      },
    },
  });
}
