import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, describe, expect, it } from 'vitest';

const dataDir = mkdtempSync(join(tmpdir(), 'flowport-sandbox-'));
const file = join(dataDir, 'sandbox.json');
const children: ChildProcess[] = [];

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});
afterAll(() => rmSync(dataDir, { recursive: true }));

function start(...args: string[]) {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts'), ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  children.push(child);
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const line = new Promise<string>((resolve) => createInterface(child.stdout).once('line', resolve));
  return { child, ended, line, stderr: () => stderr };
}

describe('the sandbox as a process', () => {
  it('says where it listens: all of it in a file for the owner, without the secret on stdout', async () => {
    const { child, ended, line } = start('--data', dataDir, '--latency', 'none');
    const shown = JSON.parse(await line);
    const written = JSON.parse(readFileSync(file, 'utf8'));
    const { secretAccessKey, ...rest } = written;
    expect(secretAccessKey).toMatch(/^.{40}$/);
    expect(shown).toEqual(rest);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(Object.keys(shown.reattach)).toContain('registry.opentofu.org/hashicorp/helm');
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
  });

  it('has everything and the same ports again after it was killed', async () => {
    const first = start('--data', dataDir, '--latency', 'none');
    const { endpoint, reattach } = JSON.parse(await first.line);
    const role = { account: '111122223333', scope: 'global', type: 'aws_iam_role', id: 'flowport-deployer' };
    const change = { ...role, attributes: { description: 'before the kill' } };
    await fetch(`${endpoint}/_sandbox/objects`, {
      method: 'PATCH',
      body: JSON.stringify(change),
      headers: { 'content-type': 'application/json' },
    });
    first.child.kill('SIGKILL');
    await first.ended;
    const second = start('--data', dataDir, '--latency', 'none', '--exit-with-stdin');
    const again = JSON.parse(await second.line);
    expect(again.endpoint).toBe(endpoint);
    expect(addresses(again.reattach)).toEqual(addresses(reattach));
    const found = await fetch(`${endpoint}/_sandbox/objects?type=aws_iam_role&id=flowport-deployer`).then((response) =>
      response.json(),
    );
    expect(found).toMatchObject({ objects: [{ attributes: { description: 'before the kill' } }] });
    second.child.stdin?.end();
    expect(await second.ended).toBe(0);
  });

  it.each([
    [['--latency', 'none'], '--data is missing'],
    [['--data', dataDir, '--latency', 'slow'], '--latency slow is unknown'],
    [['--data', dataDir, '--port', 'x'], '--port x is no port'],
  ])('ends with one sentence for %j', async (args, sentence) => {
    const { ended, stderr } = start(...args);
    expect(await ended).toBe(1);
    expect(stderr()).toContain(sentence);
  });
});

function addresses(reattach: Record<string, { Addr: { String: string } }>): string[] {
  return Object.values(reattach).map(({ Addr }) => Addr.String);
}
