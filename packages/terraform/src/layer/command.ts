import type { Layer } from '@flowport/domain';
import { hideCredentials } from '../binary/environment.ts';
import { abortError, runProcess } from '../process/runProcess.ts';
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

/**
 * Runs one Terraform command to its end, and hands on what it says as it says it.
 * @throws AppError what the abort's reason says, or `failureOf` when the exit status is not one of `successes`.
 */
export async function runCommand(context: CommandContext, command: Command): Promise<CommandResult> {
  const diagnostics: Diagnostic[] = [];
  const lastText: string[] = [];
  const document: Buffer[] = [];
  const hide = hideCredentials(command.environment);

  const log = (line: LogLine) => context.onLog({ ...line, text: hide(line.text) });
  const text = (line: LogLine) => {
    log(line);
    if (line.text.trim() === '') return;
    lastText.push(hide(line.text.slice(0, 1000)));
    if (lastText.length > lastTextMax) lastText.shift();
  };
  const messages = new LineReader({
    onLine: (line) => {
      const message = parseMessage(line);
      if (message === undefined) return text(renderText(line, 'info'));
      if (message.event.type === 'diagnostic') diagnostics.push(message.event.diagnostic);
      context.onEvent(message.event);
      for (const rendered of renderMessage(message)) log(rendered);
    },
    onPiece: (piece, continues) => text(renderText(piece, 'info', continues)),
  });
  const complaints = new LineReader({
    onLine: (line) => text(renderText(line, 'warn')),
    onPiece: (piece, continues) => text(renderText(piece, 'warn', continues)),
  });
  const onStdout =
    command.stdout === 'messages' ? (chunk: Buffer) => messages.push(chunk) : (chunk: Buffer) => document.push(chunk);

  const end = await runProcess({
    path: context.path,
    args: command.args,
    directory: context.directory,
    environment: command.environment,
    signal: context.signal,
    killSignal: context.killSignal,
    graceSeconds: context.graceSeconds,
    onStdout,
    onStderr: (chunk) => complaints.push(chunk),
  });
  messages.end();
  complaints.end();

  const { exitCode } = end;
  if (exitCode !== null && (command.successes ?? [0]).includes(exitCode)) {
    return { exitCode, document: Buffer.concat(document) };
  }
  if (end.aborted !== null) throw abortError(end.aborted, command.doing);
  const { layer } = context;
  throw failureOf({ command: command.args[0], doing: command.doing, layer, ...end, diagnostics, lastText });
}
