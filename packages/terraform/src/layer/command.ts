import type { Layer } from '@flowport/domain';
import { hideCredentials } from '../binary/environment.ts';
import type { GuardedLease } from '../process/guard.ts';
import { abortError, type Backpressure, runProcess } from '../process/runProcess.ts';
import type { Diagnostic } from '../stream/diagnostic.ts';
import { parseMessage, type TerraformEvent } from '../stream/event.ts';
import { LineReader } from '../stream/lineReader.ts';
import { type LogLine, renderMessage, renderText } from '../stream/logLine.ts';
import { failureOf } from './failure.ts';

export type CommandContext = {
  path: string;
  layer: Layer;
  directory: string;
  signal: AbortSignal;
  killSignal?: AbortSignal | undefined;
  graceSeconds: number;
  guard?: Pick<GuardedLease, 'adopt' | 'drop'> | undefined;
  backpressure?: Backpressure | undefined;
  onLog(line: LogLine): void;
  onEvent(event: TerraformEvent): void;
};

export type Command = {
  args: readonly [string, ...string[]];
  /** Completes "While …", as in "planning foundation". */
  doing: string;
  environment: Readonly<Record<string, string>>;
  /** Exit statuses that mean success. */
  successes?: readonly number[];
  /** `messages`: a stream for people and journal. `document`: one JSON document, which may hold secrets: never logged. */
  stdout: 'messages' | 'document';
};

export type CommandResult = { exitCode: number; document: Buffer };

/** Enough of what was said outside the message stream to explain a failure. */
const lastTextMax = 12;
const lastTextCharactersMax = 1000;

/**
 * Runs one Terraform command to its end, and hands on what it says as it says it. A command that ends well although it
 * was interrupted has done its work, and is a success.
 * @throws AppError what the abort's reason says, or `failureOf` when the exit status is not one of `successes`; and what
 * a callback throws, which interrupts the command: an apply whose journal can't be written must not go on.
 */
export async function runCommand(context: CommandContext, command: Command): Promise<CommandResult> {
  const output = readOutput(context, command);
  const { exitCode, exitSignal, aborted } = await runProcess({
    path: context.path,
    args: command.args,
    directory: context.directory,
    environment: command.environment,
    signal: AbortSignal.any([context.signal, output.broken]),
    killSignal: context.killSignal,
    graceSeconds: context.graceSeconds,
    guard: context.guard,
    // A document is read to its end: it is kept as a whole anyway.
    backpressure: command.stdout === 'messages' ? context.backpressure : undefined,
    onStdout: output.onStdout,
    onStderr: output.onStderr,
  });
  output.end();
  if (output.broken.aborted) throw output.broken.reason;
  if (exitCode !== null && (command.successes ?? [0]).includes(exitCode)) {
    return { exitCode, document: Buffer.concat(output.document) };
  }
  if (aborted !== null) throw abortError(aborted, command.doing);
  const { layer } = context;
  const { diagnostics, lastText } = output;
  const [name] = command.args;
  throw failureOf({ command: name, doing: command.doing, layer, exitCode, exitSignal, diagnostics, lastText });
}

/** Reads both streams of a command: messages and text go to the context's callbacks, a document is kept. */
function readOutput(context: CommandContext, command: Command) {
  const diagnostics: Diagnostic[] = [];
  const lastText: string[] = [];
  const document: Buffer[] = [];
  const breaker = new AbortController();
  const hide = hideCredentials(command.environment);

  const log = (line: LogLine) => context.onLog({ ...line, text: hide(line.text) });
  const logText = (line: LogLine) => {
    log(line);
    if (line.text.trim() === '') return;
    lastText.push(hide(line.text.slice(0, lastTextCharactersMax)));
    if (lastText.length > lastTextMax) lastText.shift();
  };
  const messages = new LineReader({
    onLine: (line) => {
      const message = parseMessage(line);
      if (message === undefined) return logText(renderText(line, 'info'));
      if (message.event.type === 'diagnostic') diagnostics.push(message.event.diagnostic);
      context.onEvent(message.event);
      for (const rendered of renderMessage(message)) log(rendered);
    },
    onPiece: (piece, continues) => logText(renderText(piece, 'info', continues)),
  });
  const complaints = new LineReader({
    onLine: (line) => logText(renderText(line, 'warn')),
    onPiece: (piece, continues) => logText(renderText(piece, 'warn', continues)),
  });
  /** Runs inside event handlers of the process, where an exception would end the whole worker. */
  const guarded = (work: () => void) => {
    if (breaker.signal.aborted) return;
    try {
      work();
    } catch (error) {
      breaker.abort(error);
    }
  };

  return {
    diagnostics,
    lastText,
    document,
    broken: breaker.signal,
    onStdout: (chunk: Buffer) =>
      guarded(() => (command.stdout === 'messages' ? messages.push(chunk) : document.push(chunk))),
    onStderr: (chunk: Buffer) => guarded(() => complaints.push(chunk)),
    end: () => {
      guarded(() => messages.end());
      guarded(() => complaints.end());
    },
  };
}
