'use client';

import type { LogPage } from '@flowport/domain';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useDeferredValue, useEffect, useMemo, useRef, useState } from 'react';
import { stepLabel } from '#features/runs/stepLabel.ts';
import { formatExact } from '#format/time.ts';
import { count } from '#format/words.ts';
import { plainText } from './ansi.ts';
import { type LogHit, type LogLine, LogSearch } from './logBuffer.ts';
import { LogRow } from './logRow.tsx';
import { LogToolbar } from './logToolbar.tsx';
import { useRunLog } from './useRunLog.ts';

type LogViewProps = {
  runId: string;
  first: LogPage;
  /** `apply.cluster`: the step to go to, from the timeline. */
  step: string | null;
};

const rowPixels = 20;
/** Nearer to the end than this counts as being at the end. */
const endPixels = 24;
/** Scrolling within this time of a wheel, key, finger or pointer is meant; inertia and dragging the bar stay within it. */
const intentMilliseconds = 1000;

/** The log of a run: follows its end until one scrolls away from it, and again when one comes back. */
export function LogView({ runId, first, step }: LogViewProps) {
  const { lines, dropped, connection } = useRunLog(runId, first);
  const scroller = useRef<HTMLDivElement>(null);
  const [wraps, setWraps] = useState(true);
  const [follows, setFollows] = useState(step === null && !first.complete);
  const [query, setQuery] = useState('');
  const [current, setCurrent] = useState(0);
  const searched = useDeferredValue(query);
  // `lines` keeps its identity while it grows; its length is what tells that there is more to search.
  const [search] = useState(() => new LogSearch());
  const hits = useMemo(() => search.find(lines, searched), [search, lines, lines.length, searched]);
  const hit = hits[Math.min(current, hits.length - 1)];

  const virtualizer = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPixels,
    overscan: 20,
    initialRect: { width: 900, height: 560 },
    getItemKey: (index) => lines[index]?.number ?? index,
  });

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new line or another way of wrapping moves the end
  useEffect(() => {
    if (follows && lines.length > 0) virtualizer.scrollToIndex(lines.length - 1, { align: 'end' });
  }, [follows, lines.length, wraps]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: only another hit moves the view, not a new line
  useEffect(() => {
    if (hit) virtualizer.scrollToIndex(hit.number - dropped - 1, { align: 'center' });
  }, [hit?.number, hit?.from]);

  const [stepName, stepLayer] = step?.split('.') ?? [];
  const stepIndex =
    step === null ? -1 : lines.findIndex((line) => line.step === stepName && (line.layer ?? '') === stepLayer);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once the step has lines
  useEffect(() => {
    if (stepIndex >= 0) virtualizer.scrollToIndex(stepIndex, { align: 'start' });
  }, [stepIndex]);

  const touchedAt = useRef(0);
  /** The view also moves when lines are measured or added; only a person who scrolls lets go of the end or takes it. */
  function onScroll() {
    const element = scroller.current;
    if (!element || connection === 'complete' || performance.now() - touchedAt.current > intentMilliseconds) return;
    setFollows(element.scrollHeight - element.scrollTop - element.clientHeight < endPixels);
  }
  const touch = () => {
    touchedAt.current = performance.now();
  };

  const items = virtualizer.getVirtualItems();
  return (
    <section aria-label="Log" className="overflow-hidden rounded-lg border border-line">
      <LogToolbar
        runId={runId}
        connection={connection}
        query={query}
        onQuery={(text) => {
          setQuery(text);
          setCurrent(0);
          if (text !== '') setFollows(false);
        }}
        hits={{ current: hits.length === 0 ? 0 : Math.min(current, hits.length - 1) + 1, total: hits.length }}
        onMove={(by) => {
          if (hits.length > 0) setCurrent((Math.min(current, hits.length - 1) + by + hits.length) % hits.length);
        }}
        follows={follows}
        onFollows={setFollows}
        wraps={wraps}
        onWraps={setWraps}
        onGoTo={(place) => {
          if (lines.length === 0) return;
          setFollows(place === 'end' && connection !== 'complete');
          virtualizer.scrollToIndex(place === 'end' ? lines.length - 1 : 0, { align: place });
        }}
      />
      {dropped > 0 ? (
        <p className="border-b border-log-line bg-log px-3 py-1.5 text-xs text-log-faint">
          The first {count(dropped, 'line')} are no longer kept in this tab. The download has all of them.
        </p>
      ) : null}
      <section
        ref={scroller}
        onScroll={onScroll}
        onWheel={touch}
        onTouchMove={touch}
        onPointerDown={touch}
        onKeyDown={touch}
        aria-label="Lines of the log"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        className="h-[min(36rem,68dvh)] overflow-auto bg-log py-2 font-mono text-xs text-log-fg [overflow-anchor:none]"
      >
        {lines.length === 0 ? (
          <p className="px-4 py-6 text-center font-sans text-sm text-log-faint">
            <EmptyLog removed={first.removed} isComplete={connection === 'complete'} />
          </p>
        ) : (
          <div style={{ height: virtualizer.getTotalSize() }}>
            <div
              className={wraps ? '' : 'w-max min-w-full'}
              style={{ transform: `translateY(${items[0]?.start ?? 0}px)` }}
            >
              {items.map((item) => {
                const line = lines[item.index];
                if (!line) return null;
                const before = lines[item.index - 1];
                const heading = headingOf(line, before);
                return (
                  <div key={item.key} data-index={item.index} ref={virtualizer.measureElement}>
                    <LogRow line={line} wraps={wraps} heading={heading} hits={hitsOf(hits, line.number, hit)} />
                  </div>
                );
              })}
            </div>
          </div>
        )}
      </section>
    </section>
  );
}

function EmptyLog({ removed, isComplete }: { removed: LogPage['removed']; isComplete: boolean }) {
  if (removed) {
    return (
      <>
        The log was kept {count(removed.keptDays, 'day')} and removed on{' '}
        <time dateTime={removed.at}>{formatExact(new Date(removed.at))}</time>. The run’s history and plan are still
        here.
      </>
    );
  }
  if (isComplete) return 'This run ended without writing a log.';
  return 'Nothing has been written yet. Lines appear here as they come.';
}

/** The step that begins with a line, unless the line itself says so. */
function headingOf(line: LogLine, before: LogLine | undefined): string | null {
  if (!line.step || (before?.step === line.step && before.layer === line.layer)) return null;
  const label = stepLabel(line.step, line.layer);
  return plainText(line.raw).trim() === label ? null : label;
}

function hitsOf(hits: readonly LogHit[], number: number, current: LogHit | undefined) {
  return hits
    .filter((hit) => hit.number === number)
    .map((hit) => ({ from: hit.from, to: hit.to, current: hit === current }));
}
