'use client';

import { fieldIssues, nextSleepMoments, type SleepSchedule, sleepScheduleSchema } from '@flowport/domain';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, type RefObject, useEffect, useState } from 'react';
import { failureFrom } from '#client/failure.ts';
import { useTRPC } from '#client/trpc.tsx';
import { Button } from '#components/ui/button.tsx';
import { Checkbox, Input } from '#components/ui/controls.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { FailureNotice } from '#components/ui/failureNotice.tsx';
import { Field, FieldProblemText } from '#components/ui/field.tsx';
import { useNow } from '#components/ui/time.tsx';
import { formatExact } from '#format/time.ts';
import { scheduleWords, weekdayNames } from './scheduleWords.ts';
import { useReadAgain } from './useLifetime.ts';

type ScheduleDialogProps = {
  stackId: string;
  schedule: SleepSchedule | null;
  open: boolean;
  onClose: () => void;
  focusFallback: RefObject<HTMLElement | null>;
};

export function ScheduleDialog({ stackId, schedule, open, onClose, focusFallback }: ScheduleDialogProps) {
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => (next ? undefined : onClose())}
      title="When is it awake?"
      description="The rest of the week it sleeps: its node groups are at zero, and data stay."
      focusFallback={focusFallback}
    >
      <ScheduleForm stackId={stackId} schedule={schedule} onClose={onClose} />
    </Dialog>
  );
}

const workdays: SleepSchedule = { weekdays: [1, 2, 3, 4, 5], from: '07:00', to: '19:00', timeZone: 'UTC' };

type ScheduleFormProps = { stackId: string; schedule: SleepSchedule | null; onClose: () => void };

/** Its own component, so that each opening of the dialog begins with the schedule as it is. */
function ScheduleForm({ stackId, schedule, onClose }: ScheduleFormProps) {
  const trpc = useTRPC();
  const now = useNow();
  const readAgain = useReadAgain(stackId);
  const [draft, setDraft] = useState(schedule ?? workdays);
  useEffect(() => {
    // The browser alone knows where somebody is.
    if (schedule === null) setDraft((current) => ({ ...current, timeZone: ownTimeZone() }));
  }, [schedule]);
  const save = useMutation(
    trpc.lifetime.setSchedule.mutationOptions({
      onSuccess: async () => {
        await readAgain();
        onClose();
      },
    }),
  );
  const checked = sleepScheduleSchema.safeParse(draft);
  const issues = checked.success ? [] : fieldIssues(checked.error);
  const problemOf = (path: string) => issues.find((issue) => issue.path === path || issue.path.startsWith(`${path}.`));
  const [next] = checked.success ? nextSleepMoments(checked.data, now) : [];
  const noDay = problemOf('weekdays');

  function submit(event: FormEvent) {
    event.preventDefault();
    if (checked.success) save.mutate({ stackId, schedule: checked.data });
  }

  return (
    <form noValidate onSubmit={submit} className="space-y-4">
      {save.error ? <FailureNotice failure={failureFrom(save.error)} doing="setting the schedule" /> : null}
      <fieldset aria-describedby={noDay ? 'schedule-days-problem' : undefined}>
        <legend className="text-sm font-medium">Days</legend>
        <div className="mt-1.5 grid grid-cols-2 gap-1.5 sm:grid-cols-4">
          {weekdayNames.map((name, index) => (
            <Checkbox
              key={name}
              label={name}
              checked={draft.weekdays.includes(index + 1)}
              onChange={(event) => setDraft({ ...draft, weekdays: toggled(draft, index + 1, event.target.checked) })}
            />
          ))}
        </div>
        {noDay ? <FieldProblemText id="schedule-days-problem" problem={noDay} /> : null}
      </fieldset>
      <div className="grid gap-4 sm:grid-cols-3">
        <Field id="schedule-from" label="From" problem={problemOf('from')}>
          {(aria) => (
            <Input
              {...aria}
              type="time"
              value={draft.from}
              onChange={(event) => setDraft({ ...draft, from: event.target.value })}
            />
          )}
        </Field>
        <Field id="schedule-to" label="To" problem={problemOf('to')}>
          {(aria) => (
            <Input
              {...aria}
              type="time"
              value={draft.to}
              onChange={(event) => setDraft({ ...draft, to: event.target.value })}
            />
          )}
        </Field>
        <Field id="schedule-zone" label="Time zone" problem={problemOf('timeZone')}>
          {(aria) => (
            <Input
              {...aria}
              value={draft.timeZone}
              autoComplete="off"
              spellCheck={false}
              onChange={(event) => setDraft({ ...draft, timeZone: event.target.value })}
            />
          )}
        </Field>
      </div>
      {checked.success && next ? (
        <p role="status" className="text-xs text-pretty text-fg-muted">
          {scheduleWords(checked.data)}. It {next.does === 'wake' ? 'wakes' : 'falls asleep'} next on{' '}
          {formatExact(next.at)}; until then it stays as it is.
        </p>
      ) : null}
      <div className="flex flex-wrap justify-end gap-2 pt-2">
        {schedule ? (
          <Button
            kind="dangerOutline"
            className="mr-auto"
            disabled={save.isPending}
            onClick={() => save.mutate({ stackId, schedule: null })}
          >
            Remove the schedule
          </Button>
        ) : null}
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" kind="primary" pending={save.isPending} disabled={!checked.success}>
          Save
        </Button>
      </div>
    </form>
  );
}

function toggled({ weekdays }: SleepSchedule, day: number, isOn: boolean): number[] {
  const others = weekdays.filter((other) => other !== day);
  return (isOn ? [...others, day] : others).toSorted((left, right) => left - right);
}

function ownTimeZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}
