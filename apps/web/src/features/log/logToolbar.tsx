'use client';

import {
  ArrowDownToLine,
  ArrowUpToLine,
  ChevronDown,
  ChevronUp,
  Download,
  RadioTower,
  Search,
  Unplug,
  WrapText,
} from 'lucide-react';
import type { ReactNode } from 'react';
import { cx } from '#components/ui/classNames.ts';
import type { RunLogState } from './useRunLog.ts';

type LogToolbarProps = {
  runId: string;
  connection: RunLogState['connection'];
  query: string;
  onQuery: (query: string) => void;
  hits: { current: number; total: number };
  onMove: (by: 1 | -1) => void;
  follows: boolean;
  onFollows: (follows: boolean) => void;
  wraps: boolean;
  onWraps: (wraps: boolean) => void;
  onGoTo: (place: 'start' | 'end') => void;
};

export function LogToolbar(props: LogToolbarProps) {
  const { runId, connection, query, onQuery, hits, onMove, follows, onFollows, wraps, onWraps, onGoTo } = props;
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2 border-b border-log-line bg-log px-3 py-2 text-log-fg">
      <search className="js-only flex min-w-0 basis-full items-center gap-1 sm:flex-1 sm:basis-0">
        <span className="relative min-w-40 flex-1 sm:max-w-72">
          <Search aria-hidden className="pointer-events-none absolute top-1.5 left-2 size-4 text-log-faint" />
          <input
            type="search"
            aria-label="Search the log"
            placeholder="Search the log"
            value={query}
            onChange={(event) => onQuery(event.target.value)}
            onKeyDown={(event) => {
              if (event.key !== 'Enter') return;
              event.preventDefault();
              onMove(event.shiftKey ? -1 : 1);
            }}
            className="h-7 w-full rounded-md border border-log-line bg-log-hover pr-2 pl-7.5 text-sm text-log-fg placeholder:text-log-faint"
          />
        </span>
        {query !== '' ? (
          <>
            <span aria-live="polite" className="px-1 text-xs whitespace-nowrap text-log-faint tabular-nums">
              {hits.total === 0 ? 'No hits' : `${hits.current} of ${hits.total}`}
            </span>
            <ToolButton label="Previous hit" onClick={() => onMove(-1)} icon={<ChevronUp />} />
            <ToolButton label="Next hit" onClick={() => onMove(1)} icon={<ChevronDown />} />
          </>
        ) : null}
      </search>
      <ConnectionLabel connection={connection} />
      <div className="flex items-center gap-1">
        <ToolButton label="To the beginning of the log" onClick={() => onGoTo('start')} icon={<ArrowUpToLine />} />
        {connection === 'complete' ? (
          <ToolButton label="To the end of the log" onClick={() => onGoTo('end')} icon={<ArrowDownToLine />} />
        ) : (
          <ToolButton
            label="Follow the end"
            isPressed={follows}
            onClick={() => onFollows(!follows)}
            icon={<ArrowDownToLine />}
          >
            Follow
          </ToolButton>
        )}
        <ToolButton label="Wrap long lines" isPressed={wraps} onClick={() => onWraps(!wraps)} icon={<WrapText />}>
          Wrap
        </ToolButton>
        <a
          href={`/runs/${runId}/log.txt`}
          download
          aria-label="Download the log"
          className="flex h-7 items-center gap-1.5 rounded-md px-2 text-xs text-log-faint hover:bg-log-hover hover:text-log-fg [&_svg]:size-3.5"
        >
          <Download aria-hidden />
          Download
        </a>
      </div>
    </div>
  );
}

const connections = {
  connecting: { icon: Unplug, words: 'Connecting', tone: 'text-ansi-yellow' },
  following: { icon: RadioTower, words: 'Live', tone: 'text-ansi-green' },
  complete: null,
} as const;

function ConnectionLabel({ connection }: { connection: RunLogState['connection'] }) {
  const look = connections[connection];
  return (
    <span role="status" className={cx('js-only flex items-center gap-1.5 text-xs', look?.tone)}>
      {look ? (
        <>
          <look.icon aria-hidden className="size-3.5" />
          {look.words}
        </>
      ) : null}
    </span>
  );
}

type ToolButtonProps = {
  label: string;
  icon: ReactNode;
  onClick: () => void;
  isPressed?: boolean;
  children?: ReactNode;
};

function ToolButton({ label, icon, onClick, isPressed, children }: ToolButtonProps) {
  return (
    <button
      type="button"
      aria-label={label}
      aria-pressed={isPressed}
      title={label}
      onClick={onClick}
      className={cx(
        'js-only flex h-7 min-w-7 items-center justify-center gap-1.5 rounded-md px-1.5 text-xs hover:bg-log-hover hover:text-log-fg [&_svg]:size-3.5',
        isPressed ? 'bg-log-hover text-log-fg' : 'text-log-faint',
      )}
    >
      {icon}
      {children}
    </button>
  );
}
