'use client';

import { isFinal, type RunView, type StepView } from '@flowport/domain';
import type { ReactNode } from 'react';
import { cx } from '#components/ui/classNames.ts';
import { Link } from '#components/ui/link.tsx';
import { type StatusLook, toneText } from '#components/ui/statusLabel.tsx';
import { Elapsed } from '#components/ui/time.tsx';
import { formatDuration } from '#format/time.ts';
import { runStatusLooks, stepStatusLooks } from './runStatus.tsx';
import { stepKey, stepLabel } from './stepLabel.ts';
import { timelineOrder } from './timelineOrder.ts';

/** What has run, what runs now and what comes next, with the approval where it stands in between. */
export function Timeline({ run, href }: { run: RunView; href: (step: string) => string }) {
  const items = timelineOrder(run);
  return (
    <ol aria-label="Steps">
      {items.map((item, index) =>
        item.kind === 'approval' ? (
          <ApprovalItem key="approval" run={run} />
        ) : (
          <StepItem key={item.step.id} step={item.step} href={href} isLast={index === items.length - 1} />
        ),
      )}
    </ol>
  );
}

function StepItem({ step, href, isLast }: { step: StepView; href: (step: string) => string; isLast: boolean }) {
  const look = stepStatusLooks[step.status];
  const label = stepLabel(step.name, step.layer);
  const hasLog = step.startedAt !== null;
  return (
    <Item look={look} isLast={isLast} isFaint={step.status === 'pending'}>
      <div className="flex items-baseline justify-between gap-3">
        {hasLog ? (
          <Link
            href={href(stepKey(step.name, step.layer))}
            scroll={false}
            title="To its lines in the log"
            className="rounded-sm hover:text-accent-text hover:underline"
          >
            {label}
          </Link>
        ) : (
          <span>{label}</span>
        )}
        <StepTime step={step} />
      </div>
      {step.status === 'running' ? <RunningNow step={step} /> : null}
      {step.error ? <p className="mt-1 text-xs wrap-anywhere text-bad">{firstLine(step.error)}</p> : null}
    </Item>
  );
}

function StepTime({ step }: { step: StepView }) {
  const style = 'shrink-0 text-xs text-fg-faint tabular-nums';
  if (step.startedAt) return <Elapsed startedAt={step.startedAt} finishedAt={step.finishedAt} className={style} />;
  if (step.status === 'pending' && step.previousSeconds !== null) {
    return (
      <span className={style} title="How long it took last time">
        {step.previousSeconds < 1 ? '' : '~'}
        {formatDuration(step.previousSeconds)}
      </span>
    );
  }
  return null;
}

function RunningNow({ step }: { step: StepView }) {
  const { progress } = step;
  const share = progress && progress.total > 0 ? Math.min(1, progress.done / progress.total) : null;
  return (
    <div className="mt-1.5">
      <div
        role="progressbar"
        aria-label={`Progress of ${stepLabel(step.name, step.layer)}`}
        {...(share === null
          ? {}
          : { 'aria-valuenow': Math.round(share * 100), 'aria-valuemin': 0, 'aria-valuemax': 100 })}
        className="h-1 overflow-hidden rounded-full bg-active"
      >
        <div
          className={cx('h-full rounded-full bg-busy', share === null && 'w-1/3 animate-progress')}
          style={share === null ? undefined : { width: `${share * 100}%` }}
        />
      </div>
      <p className="mt-1 text-xs text-fg-muted">
        {progress ? `${progress.done} of ${progress.total}` : 'Working'}
        {step.previousSeconds === null ? null : `, took ${formatDuration(step.previousSeconds)} last time`}
      </p>
      {progress?.current ? (
        <code className="block truncate text-2xs text-fg-faint" title={progress.current}>
          {progress.current}
        </code>
      ) : null}
    </div>
  );
}

function ApprovalItem({ run }: { run: RunView }) {
  const last = run.approvals.at(-1);
  if (run.status === 'awaiting_approval') {
    return (
      <Item look={runStatusLooks.awaiting_approval} isLast={false}>
        Approval
        <p className="text-xs text-fg-muted">Waits for a decision</p>
      </Item>
    );
  }
  if (last) {
    const look: StatusLook =
      last.decision === 'approved' ? stepStatusLooks.succeeded : { ...stepStatusLooks.failed, label: 'Rejected' };
    return (
      <Item look={look} isLast={false}>
        {last.decision === 'approved' ? 'Approved' : 'Rejected'}
        <p className="text-xs text-fg-muted">by {last.by.name}</p>
      </Item>
    );
  }
  return (
    <Item look={isFinal(run.status) ? stepStatusLooks.skipped : stepStatusLooks.pending} isLast={false} isFaint>
      Approval
    </Item>
  );
}

type ItemProps = { look: StatusLook; isLast: boolean; isFaint?: boolean; children: ReactNode };

function Item({ look, isLast, isFaint = false, children }: ItemProps) {
  const Icon = look.icon;
  return (
    <li className="relative flex gap-2.5 pb-3">
      {isLast ? null : <span aria-hidden className="absolute top-5.5 bottom-0.5 left-[7.5px] w-px bg-line-strong" />}
      <span title={look.label} className={cx('mt-0.5 shrink-0', toneText[look.tone])}>
        <Icon aria-hidden className={cx('size-4', look.spins && 'animate-spin')} />
        <span className="sr-only">{look.label}:</span>
      </span>
      <div className={cx('min-w-0 flex-1 text-sm', isFaint ? 'text-fg-faint' : 'text-fg')}>{children}</div>
    </li>
  );
}

function firstLine(text: string): string {
  return text.split('\n').find((line) => line.trim() !== '') ?? text;
}
