import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A portal that a journey starts and stops itself, beside the one that all share. */
export class OwnPortal {
  readonly url: string;
  readonly dataDir: string;
  readonly #port: number;
  #process: ChildProcess | undefined;

  private constructor(dataDir: string, port: number) {
    this.dataDir = dataDir;
    this.#port = port;
    this.url = `http://127.0.0.1:${port}`;
  }

  static async prepare(): Promise<OwnPortal> {
    return new OwnPortal(await mkdtemp(join(tmpdir(), 'flowport-own-')), await freePort());
  }

  /** Starts it as `npm start` does. @returns what it printed until it was ready. */
  async start(): Promise<string> {
    const portal = spawn(process.execPath, ['apps/local/src/start.ts', '--latency', 'none'], {
      cwd: root,
      // A database of its own, too, even where the shared portal was given one.
      env: {
        ...process.env,
        DATABASE_URL: undefined,
        FLOWPORT_DATA_DIR: this.dataDir,
        FLOWPORT_PORT: String(this.#port),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#process = portal;
    let printed = '';
    portal.stderr?.on('data', (chunk) => {
      printed += chunk;
    });
    return new Promise((resolve, reject) => {
      portal.stdout?.on('data', (chunk) => {
        printed += chunk;
        if (printed.includes('Stop with Ctrl-C')) resolve(printed);
      });
      portal.once('exit', (code) =>
        reject(new Error(`The portal ended with ${code} before it was ready:\n${printed}`)),
      );
    });
  }

  /** Asks it to stop, as Ctrl-C does. @returns its exit status. */
  async stop(): Promise<number | null> {
    const portal = this.#process;
    if (!portal || portal.exitCode !== null) return portal?.exitCode ?? null;
    portal.removeAllListeners('exit');
    portal.kill('SIGTERM');
    const [code] = await once(portal, 'exit');
    return code;
  }

  async signIns(): Promise<{ email: string; password: string }[]> {
    return JSON.parse(await readFile(join(this.dataDir, 'secrets.json'), 'utf8')).signIns;
  }

  /** The processes that still name its directory. */
  leftovers(): string[] {
    return execFileSync('ps', ['-eo', 'pid,args'], { encoding: 'utf8' })
      .split('\n')
      .filter((line) => line.includes(this.dataDir));
  }

  async remove(): Promise<void> {
    await this.stop();
    await rm(this.dataDir, { recursive: true, force: true });
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (typeof address === 'string' || address === null) throw new Error('No free port was found.');
  return address.port;
}
