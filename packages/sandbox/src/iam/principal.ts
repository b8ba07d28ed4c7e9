/** Who a request is from, once its signature has been proven. */

type Tags = Readonly<Record<string, string>>;

type UserPrincipal = {
  kind: 'user';
  account: string;
  /** `AIDA…` */
  id: string;
  name: string;
  arn: string;
};

export type AssumedRolePrincipal = {
  kind: 'assumedRole';
  account: string;
  /** `AROA…` */
  roleId: string;
  roleName: string;
  roleArn: string;
  sessionName: string;
  /** `arn:aws:sts::<account>:assumed-role/<role>/<session>` */
  arn: string;
  tags: Tags;
  transitiveTagKeys: readonly string[];
  /** Inline session policy, which can only take away. */
  sessionPolicy?: string;
  /** ARNs of managed session policies, which can only take away. */
  sessionPolicyArns: readonly string[];
  /** ARN of the OIDC provider and subject, for a session that began with a web identity. */
  federated?: { provider: string; subject: string };
};

export type Principal = UserPrincipal | AssumedRolePrincipal;

/** A key pair and whom it stands for. Only temporary ones carry a token and an expiry. */
export type Credential = {
  accessKeyId: string;
  secretAccessKey: string;
  principal: Principal;
  sessionToken?: string;
  expiresAt?: Date;
};

export interface KeyRing {
  find(accessKeyId: string): Credential | undefined;
}

/** `aws:userid` and the `UserId` of GetCallerIdentity. */
export function userIdOf(principal: Principal): string {
  return principal.kind === 'user' ? principal.id : `${principal.roleId}:${principal.sessionName}`;
}

export function assumedRoleArn(account: string, roleName: string, sessionName: string): string {
  return `arn:aws:sts::${account}:assumed-role/${roleName}/${sessionName}`;
}
