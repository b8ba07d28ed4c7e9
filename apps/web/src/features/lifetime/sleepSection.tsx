'use client';

import type { LifetimeView, StackView } from '@flowport/domain';
import { Moon, Sun } from 'lucide-react';
import { useRef, useState } from 'react';
import { failureFrom } from '#client/failure.ts';
import { Button } from '#components/ui/button.tsx';
import { FailureNotice } from '#components/ui/failureNotice.tsx';
import { RelativeTime } from '#components/ui/time.tsx';
import { formatCents } from '#format/money.ts';
import { formatExact } from '#format/time.ts';
import { ScheduleDialog } from './scheduleDialog.tsx';
import { scheduleWords } from './scheduleWords.ts';
import { useSleepRuns } from './useLifetime.ts';

/** Whether it sleeps, what that saves, and when it does so by itself. */
export function SleepSection({ stack, lifetime }: { stack: StackView; lifetime: LifetimeView }) {
  const { sleep, wake } = useSleepRuns();
  const [isScheduling, setScheduling] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const { may, schedule } = lifetime;
  const failure = sleep.error ?? wake.error;
  return (
    <div className="border-t border-line px-4 py-3">
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
        <div className="min-w-0 flex-1 basis-48 text-sm">
          <Standing lifetime={lifetime} />
          {schedule ? (
            <>
              <p className="mt-1.5">{scheduleWords(schedule)}.</p>
              <NextMoments lifetime={lifetime} />
            </>
          ) : null}
        </div>
        <div className="js-only flex flex-wrap gap-2">
          {may.sleep ? (
            <Button size="sm" pending={sleep.isPending} onClick={() => sleep.mutate({ stackId: stack.id })}>
              <Moon aria-hidden />
              Put to sleep
            </Button>
          ) : null}
          {may.wake ? (
            <Button
              size="sm"
              kind="primary"
              pending={wake.isPending}
              onClick={() => wake.mutate({ stackId: stack.id })}
            >
              <Sun aria-hidden />
              Wake
            </Button>
          ) : null}
          {may.change ? (
            <Button ref={button} size="sm" kind="ghost" onClick={() => setScheduling(true)}>
              {schedule ? 'Change the schedule' : 'Set a schedule'}
            </Button>
          ) : null}
        </div>
      </div>
      {failure ? (
        <FailureNotice
          failure={failureFrom(failure)}
          doing={sleep.error ? 'putting the stack to sleep' : 'waking the stack'}
          className="mt-3"
        />
      ) : null}
      <ScheduleDialog
        stackId={stack.id}
        schedule={schedule}
        open={isScheduling}
        onClose={() => setScheduling(false)}
        focusFallback={button}
      />
    </div>
  );
}

function Standing({ lifetime }: { lifetime: LifetimeView }) {
  const { asleep, asleepSince, floorCents } = lifetime;
  const saved = floorCents.awake - floorCents.asleep;
  return (
    <>
      <p>
        {asleep ? 'Asleep' : 'Awake'}
        {asleep && asleepSince ? (
          <>
            {' '}
            since <RelativeTime at={asleepSince} />
          </>
        ) : null}
        .
      </p>
      <p className="mt-0.5 text-xs text-pretty text-fg-muted">
        {asleep
          ? `It has no nodes, so flows cannot run and nothing answers; data stay. It costs ${formatCents(floorCents.asleep)} a month.`
          : `Asleep it would have no nodes and cost ${formatCents(saved)} a month less, at least; data stay.`}
      </p>
    </>
  );
}

function NextMoments({ lifetime }: { lifetime: LifetimeView }) {
  const { next, sleepsWithoutApproval } = lifetime;
  return (
    <p className="mt-0.5 text-xs text-pretty text-fg-muted">
      {next.map(({ at, does }, index) => (
        <span key={does}>
          {index === 0
            ? does === 'wake'
              ? 'Wakes '
              : 'Falls asleep '
            : does === 'wake'
              ? ', wakes '
              : ', falls asleep '}
          <RelativeTime at={at} />
          {index === 0 ? ` (${formatExact(new Date(at))})` : ''}
        </span>
      ))}
      {sleepsWithoutApproval
        ? ', without approval where only node groups change their size.'
        : ', each time after an approval.'}
    </p>
  );
}
