import { cx } from '#components/ui/classNames.ts';
import { count } from '#format/words.ts';
import type { TextStyle } from './ansi.ts';
import { lineSpans } from './lineSpans.ts';
import type { LogLine } from './logBuffer.ts';

const colours = [
  'text-ansi-black',
  'text-ansi-red',
  'text-ansi-green',
  'text-ansi-yellow',
  'text-ansi-blue',
  'text-ansi-magenta',
  'text-ansi-cyan',
  'text-ansi-white',
] as const;

type LogRowProps = {
  line: LogLine;
  wraps: boolean;
  /** The step that begins with this line. */
  heading: string | null;
  hits: readonly { from: number; to: number; current: boolean }[];
};

export function LogRow({ line, wraps, heading, hits }: LogRowProps) {
  const { spans, hiddenCharacters } = lineSpans(line, hits);
  return (
    <>
      {heading ? (
        <p className="mt-3 mb-1 flex items-center gap-3 px-4 font-sans text-xs font-medium text-log-faint first:mt-1">
          {heading}
          <span aria-hidden className="h-px flex-1 bg-log-line" />
        </p>
      ) : null}
      <div className="flex leading-5 hover:bg-log-hover">
        <span
          aria-hidden
          title={line.at}
          className="w-13 shrink-0 pr-3 text-right text-log-faint tabular-nums select-none"
        >
          {line.number}
        </span>
        <span className={cx('min-w-0 flex-1 pr-4', wraps ? 'whitespace-pre-wrap wrap-anywhere' : 'whitespace-pre')}>
          {spans.map((span, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: spans of a line have no other identity
            <span key={index} className={styleOf(span.style, span.hit)}>
              {span.text}
            </span>
          ))}
          {spans.length === 0 ? '\u200b' : null}
          {hiddenCharacters > 0 ? (
            <span className="text-log-faint"> … {count(hiddenCharacters, 'more character')}, all in the download</span>
          ) : null}
        </span>
      </div>
    </>
  );
}

function styleOf(style: TextStyle, hit: 'none' | 'hit' | 'current'): string {
  return cx(
    style.colour !== null && colours[style.colour],
    style.bold && 'font-semibold',
    style.dim && 'opacity-75',
    style.italic && 'italic',
    style.underline && 'underline',
    hit === 'hit' && 'bg-log-hit',
    hit === 'current' && 'bg-log-hit-current text-ansi-white outline-1 outline-ansi-yellow',
  );
}
