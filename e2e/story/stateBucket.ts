import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The state bucket of the sandbox, reached past Flowport as somebody with keys could. */
export function putLock(key: string, lock: { id: string; who: string; created: Date }): void {
  const { endpoint, accessKeyId, secretAccessKey, stateBucket } = sandbox();
  const body = JSON.stringify({
    ID: lock.id,
    Operation: 'OperationTypeApply',
    Who: lock.who,
    Info: '',
    Version: '1.11.4',
    Created: lock.created.toISOString(),
    Path: `${stateBucket}/${key}`,
  });
  const signed = ['--aws-sigv4', 'aws:amz:us-west-2:s3', '--user', `${accessKeyId}:${secretAccessKey}`];
  const options = ['--fail', '--silent', '--show-error', '--header', 'x-amz-content-sha256: UNSIGNED-PAYLOAD'];
  execFileSync('curl', [
    ...options,
    ...signed,
    '--request',
    'PUT',
    '--data-binary',
    body,
    `${endpoint}/${stateBucket}/${key}.tflock`,
  ]);
}

function sandbox(): { endpoint: string; accessKeyId: string; secretAccessKey: string; stateBucket: string } {
  const file = join(process.env.FLOWPORT_DATA_DIR ?? '', 'sandbox', 'sandbox.json');
  return JSON.parse(readFileSync(file, 'utf8'));
}
