/**
 * What the bindings cannot tell, because CDKTF did not generate it: which values are sensitive and which are never
 * stored. Each entry is an attribute's path; `data.` stands before the type of a data source. Source: the schema pages of the providers at the
 * versions of the bindings.
 */
export type Correction = { path: string; sensitive?: true; writeOnly?: true };

export const corrections: Record<string, Correction[]> = {
  random_password: [
    { path: 'result', sensitive: true },
    { path: 'bcrypt_hash', sensitive: true },
  ],
  aws_db_instance: [
    { path: 'password', sensitive: true },
    { path: 'password_wo', sensitive: true, writeOnly: true },
  ],
  aws_secretsmanager_secret_version: [
    { path: 'secret_string', sensitive: true },
    { path: 'secret_binary', sensitive: true },
    { path: 'secret_string_wo', sensitive: true, writeOnly: true },
  ],
  aws_lb_listener: [{ path: 'default_action.authenticate_oidc.client_secret', sensitive: true }],
  aws_lb_listener_rule: [{ path: 'action.authenticate_oidc.client_secret', sensitive: true }],
  aws_cognito_user_pool_client: [{ path: 'client_secret', sensitive: true }],
  aws_acm_certificate: [{ path: 'private_key', sensitive: true }],
  'data.aws_eks_cluster_auth': [{ path: 'token', sensitive: true }],
  'data.aws_secretsmanager_secret_version': [
    { path: 'secret_string', sensitive: true },
    { path: 'secret_binary', sensitive: true },
  ],
  'data.aws_ssm_parameter': [{ path: 'value', sensitive: true }],
  kubernetes_secret_v1: [
    { path: 'data', sensitive: true },
    { path: 'binary_data', sensitive: true },
    { path: 'data_wo', sensitive: true, writeOnly: true },
    { path: 'binary_data_wo', sensitive: true, writeOnly: true },
  ],
  helm_release: [
    { path: 'repository_password', sensitive: true },
    { path: 'set_sensitive.value', sensitive: true },
    { path: 'set_wo', writeOnly: true },
  ],
};
