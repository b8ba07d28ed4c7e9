/** What a caller's environment looks like; `process.env` fits. */
export type EnvironmentSource = Readonly<Record<string, string | undefined>>;

/**
 * Proxies are written in both cases by different programs. TMPDIR is where Terraform and its providers put their
 * sockets, so it must stay short.
 */
const inherited = [
  'PATH',
  'TMPDIR',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
  'ALL_PROXY',
  'http_proxy',
  'https_proxy',
  'no_proxy',
  'all_proxy',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
] as const;

/** No questions, no hints about further commands, no call home. */
export const automation = { TF_IN_AUTOMATION: '1', TF_INPUT: '0', CHECKPOINT_DISABLE: '1' } as const;

/**
 * The environment that Terraform and its providers get: an allow list of the caller's own, and `extra` (credentials of
 * this run, `TF_REATTACH_PROVIDERS`, `AWS_CA_BUNDLE`), which is taken as it is. No other `TF_*` or `AWS_*` and nothing
 * of the caller's secrets gets through: a `TF_CLI_ARGS` or `TF_VAR_x` of the machine would change what is applied.
 * `HOME`, `TF_DATA_DIR`, `TF_WORKSPACE` and `TF_CLI_CONFIG_FILE` are set by the layer session, from its directory.
 */
export function allowedEnvironment(
  source: EnvironmentSource,
  extra: Readonly<Record<string, string>>,
): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const name of inherited) {
    const value = source[name];
    if (value !== undefined && value !== '') environment[name] = value;
  }
  return { ...environment, ...extra, ...automation };
}

const secretNames = ['AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'AWS_ACCESS_KEY_ID'] as const;

/** Hides this environment's credentials in text that is meant for people, should a provider ever print them. */
export function hideCredentials(environment: Readonly<Record<string, string>>): (text: string) => string {
  const secrets = secretNames.map((name) => environment[name] ?? '').filter((secret) => secret.length >= 8);
  return (text) => secrets.reduce((hidden, secret) => hidden.replaceAll(secret, '(hidden)'), text);
}
