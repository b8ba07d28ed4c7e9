import { parseArgs } from 'node:util';
import { readEnvironment } from './env.ts';
import { launchPortal, type Portal } from './portal/launch.ts';
import { CannotStart } from './portal/preflight.ts';
import { createProgress } from './portal/progress.ts';

/** `npm start`: the whole of Flowport on this machine, until Ctrl-C. */
async function start(): Promise<number> {
  const progress = createProgress(process.stderr);
  const stopAsked = stopRequest();
  let portal: Portal | undefined;
  try {
    const { port, dataDir, databaseUrl, path, inherited } = readEnvironment();
    portal = await launchPortal({
      port,
      dataDir,
      databaseUrl,
      path,
      inherited,
      latency: readLatency(),
      progress,
      signal: stopAsked.signal,
    });
    if (!stopAsked.signal.aborted) announce(portal);
    const reason = await Promise.race([stopAsked.asked, portal.failed]);
    progress.say(reason);
    return reason === stopReason ? 0 : 1;
  } catch (error) {
    if (stopAsked.signal.aborted) return 0;
    progress.say(error instanceof Error ? error.message : String(error));
    if (!(error instanceof CannotStart) && error instanceof Error && error.cause) progress.say(String(error.cause));
    return 1;
  } finally {
    await portal?.stop();
  }
}

/** `--latency none` lets the sandbox answer at once; by default it takes its time, so that progress can be watched. */
function readLatency(): 'demo' | 'none' {
  const { values } = parseArgs({ options: { latency: { type: 'string', default: 'demo' } } });
  if (values.latency === 'demo' || values.latency === 'none') return values.latency;
  throw new CannotStart(`--latency is demo or none, not ${values.latency}.`);
}

const stopReason = 'Stopping …';

function stopRequest(): { signal: AbortSignal; asked: Promise<string> } {
  const controller = new AbortController();
  const asked = new Promise<string>((resolve) => {
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(name, () => {
        controller.abort();
        resolve(stopReason);
      });
    }
  });
  return { signal: controller.signal, asked };
}

function announce(portal: Portal): void {
  const rows = portal.signIns.map(
    ({ email, password, role, team }) =>
      `    ${role.padEnd(10)} ${email.padEnd(22)} ${password}${team ? `   team ${team}` : ''}`,
  );
  process.stdout.write(
    [
      '',
      `  Flowport is ready: ${portal.url}`,
      '',
      '  Sign in as',
      ...rows,
      '',
      '  The AWS account behind it is a sandbox on this machine. Stop with Ctrl-C.',
      '',
      '',
    ].join('\n'),
  );
}

process.exitCode = await start();
