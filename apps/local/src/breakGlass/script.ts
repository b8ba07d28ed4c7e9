import { configurationKey, type Layer, layers, type StateBackend, stateKey } from '@flowport/domain';

/** All that is needed to run Terraform by hand on a stack. */
export type BreakGlassFacts = {
  slug: string;
  region: string;
  backend: Pick<StateBackend, 'bucket' | 'region' | 'workspaceKeyPrefix'>;
  /** `sandbox`: the file in which it says where it listens. */
  cloud: { kind: 'aws'; roleArn: string; externalId: string } | { kind: 'sandbox'; file: string };
  /** Where the facts come from, for the heading. */
  source: string;
};

/**
 * The commands, as a script of bash that can be pasted piece by piece or run as a whole. It changes nothing before the
 * step that applies, and says what to look at before each step that does.
 */
export function breakGlassScript(facts: BreakGlassFacts): string {
  const { slug } = facts;
  return [
    `# Terraform by hand on the stack ${slug}, for when Flowport is down (docs/break-glass.md).`,
    `# From ${facts.source}. Paste the steps into bash one by one, and read what each says before the next.`,
    '',
    '# 0. Nobody else may be at work: stop every worker of Flowport (npm start, npm run worker), and tell your colleagues.',
    'umask 077',
    `mkdir -p ${quoted(`flowport-${slug}`)} && cd ${quoted(`flowport-${slug}`)}`,
    '',
    ...credentials(facts),
    '',
    '# 2. What was applied last, as the workers keep it beside the state. A layer without one was never applied.',
    ...layers.map((layer) => fetchConfiguration(facts, layer)),
    `# Is it missing? From the database it is written by: npm run flowport -- break-glass ${slug} --out "$PWD"`,
    '',
    '# 3. Who holds a lock? No line below means that nobody does. Is there one, find out whether its holder is dead',
    '#    (user@host and time stand in it) before you do step 5.',
    ...layers.map((layer) => showLock(facts, layer)),
    '',
    '# 4. Terraform, in the workspace of the stack.',
    'export TF_IN_AUTOMATION=1 TF_INPUT=0 CHECKPOINT_DISABLE=1',
    'present=""',
    `for layer in ${layers.join(' ')}; do [ -f "$layer/cdk.tf.json" ] && present="$present $layer"; done`,
    'for layer in $present; do TF_WORKSPACE=default terraform -chdir="$layer" init -input=false; done',
    `export TF_WORKSPACE=${quoted(slug)}`,
    '',
    '# 5. Only for a lock of step 3 whose holder is dead: its ID, and the layer that it is of.',
    '# terraform -chdir=foundation force-unlock ID',
    '',
    '# 6. A copy of every state, before anything. It holds secrets. To put one back: terraform state push FILE',
    'for layer in $present; do terraform -chdir="$layer" state pull > "$layer.$(date -u +%Y%m%dT%H%M%SZ).tfstate"; done',
    '',
    '# 7. Layer by layer, from below: plan, read the plan, and only then apply it.',
    '#    Edit LAYER/cdk.tf.json where it has to be another one; tell it to Flowport afterwards as a change.',
    ...layers.flatMap((layer) => [
      `if [ -f ${layer}/cdk.tf.json ]; then`,
      `  terraform -chdir=${layer} plan -input=false -out=tfplan`,
      `  terraform -chdir=${layer} apply -input=false tfplan`,
      'fi',
    ]),
    '',
    '# 8. Nothing is left to do where each of these ends with status 0.',
    'for layer in $present; do terraform -chdir="$layer" plan -input=false -detailed-exitcode; done',
    '',
    '# 9. Away with what holds secrets, and with the credentials. Then start Flowport, and request a change without any',
    '#    difference: it plans what you left, and verifies the stack.',
    `cd .. && rm -rf ${quoted(`flowport-${slug}`)}`,
    'unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN TF_WORKSPACE TF_REATTACH_PROVIDERS',
    '',
  ].join('\n');
}

function credentials({ region, cloud }: BreakGlassFacts): string[] {
  if (cloud.kind === 'aws') {
    return [
      '# 1. Become the deployer role of the target, for an hour. Your own role has to be one that it trusts.',
      `export AWS_REGION=${quoted(region)}`,
      `session="$(aws sts assume-role --role-arn ${quoted(cloud.roleArn)} --external-id ${quoted(cloud.externalId)} --role-session-name "break-glass-\${USER:-nobody}" --query 'Credentials.[AccessKeyId,SecretAccessKey,SessionToken]' --output text)"`,
      'read -r AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN <<< "$session"',
      'export AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN',
    ];
  }
  return [
    '# 1. The sandbox of this machine in place of AWS. Is it not running? From the repository, in another terminal:',
    '#    node_modules/.bin/node packages/sandbox/src/main.ts --data .flowport/sandbox --latency none',
    `export SANDBOX_FILE=${quoted(cloud.file)}`,
    "sandbox() { node -p \"const told = JSON.parse(require('node:fs').readFileSync(process.env.SANDBOX_FILE, 'utf8')); $1\"; }",
    `export AWS_REGION=${quoted(region)} AWS_EC2_METADATA_DISABLED=true`,
    'AWS_ACCESS_KEY_ID="$(sandbox told.accessKeyId)" AWS_SECRET_ACCESS_KEY="$(sandbox told.secretAccessKey)"',
    'AWS_ENDPOINT_URL_S3="$(sandbox told.endpoint)" TF_REATTACH_PROVIDERS="$(sandbox \'JSON.stringify(told.reattach)\')"',
    'export AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_ENDPOINT_URL_S3 TF_REATTACH_PROVIDERS',
    'export AWS_ENDPOINT_URL_STS="$AWS_ENDPOINT_URL_S3" AWS_ENDPOINT_URL_IAM="$AWS_ENDPOINT_URL_S3"',
  ];
}

function fetchConfiguration(facts: BreakGlassFacts, layer: Layer): string {
  const key = configurationKey(facts.backend.workspaceKeyPrefix, facts.slug, layer);
  const got = getObject(facts, key, `${layer}/cdk.tf.json`);
  return `mkdir -p ${layer} && { ${got} || { rm -f ${layer}/cdk.tf.json; echo ${quoted(`${layer}: nothing is kept`)}; }; }`;
}

function showLock(facts: BreakGlassFacts, layer: Layer): string {
  const key = `${stateKey(facts.backend.workspaceKeyPrefix, facts.slug, layer)}.tflock`;
  return `${getObject(facts, key, '-')} 2>/dev/null || true`;
}

/** `-` is the terminal. The AWS CLI on AWS, and what every machine has for the sandbox. */
function getObject({ backend, cloud }: BreakGlassFacts, key: string, to: string): string {
  if (cloud.kind === 'aws') {
    return `aws s3 cp --only-show-errors --region ${quoted(backend.region)} ${quoted(`s3://${backend.bucket}/${key}`)} ${to}`;
  }
  return `curl --fail --silent --show-error --aws-sigv4 ${quoted(`aws:amz:${backend.region}:s3`)} --user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY" --header 'x-amz-content-sha256: UNSIGNED-PAYLOAD' --output ${to} "$AWS_ENDPOINT_URL_S3/"${quoted(`${backend.bucket}/${key}`)}`;
}

/** As bash takes it literally, whatever is in it. */
function quoted(text: string): string {
  return /^[\w./:@=+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
