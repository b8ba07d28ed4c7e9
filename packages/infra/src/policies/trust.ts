import { policyDocument } from './policy.ts';

export type ServiceAccountSubject = { namespace: string; serviceAccount: string };

/** By a token of the cluster's OIDC provider. */
export type WebIdentity = {
  /** ARN of the provider. */
  providerArn: string;
  /** Issuer without `https://`, as IAM's condition keys have it. */
  issuer: string;
};

/**
 * Trust policy of a role for exactly one service account (EKS user guide, "IAM roles for service accounts"). Both
 * conditions are needed: without `aud` a token meant for another service would do, without `sub` any pod would.
 */
export function webIdentityTrust(identity: WebIdentity, subject: ServiceAccountSubject): string {
  return policyDocument({
    Sid: 'ServiceAccount',
    Effect: 'Allow',
    Principal: { Federated: identity.providerArn },
    Action: 'sts:AssumeRoleWithWebIdentity',
    Condition: {
      StringEquals: {
        [`${identity.issuer}:aud`]: 'sts.amazonaws.com',
        [`${identity.issuer}:sub`]: `system:serviceaccount:${subject.namespace}:${subject.serviceAccount}`,
      },
    },
  });
}

/** By EKS itself, which tags the session with the pod that it stands for. */
export type PodIdentity = { account: string; clusterName: string };

/**
 * The same for EKS Pod Identity (EKS user guide, "Grant Pods access by Pod Identity"). The service assumes roles for the
 * pods of every cluster, so the trust names account, cluster, namespace and account of the pod; the association alone
 * would leave it to whoever may create associations.
 */
export function podIdentityTrust(identity: PodIdentity, subject: ServiceAccountSubject): string {
  return policyDocument({
    Sid: 'PodIdentity',
    Effect: 'Allow',
    Principal: { Service: 'pods.eks.amazonaws.com' },
    Action: ['sts:AssumeRole', 'sts:TagSession'],
    Condition: {
      StringEquals: {
        'aws:SourceAccount': identity.account,
        'aws:RequestTag/eks-cluster-name': identity.clusterName,
        'aws:RequestTag/kubernetes-namespace': subject.namespace,
        'aws:RequestTag/kubernetes-service-account': subject.serviceAccount,
      },
    },
  });
}
