'use client';

import type { WorkerMode, WorkerView } from '@flowport/domain';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { LogOut, Pause, Play } from 'lucide-react';
import { useState } from 'react';
import { failureFrom } from '#client/failure.ts';
import { useTRPC } from '#client/trpc.tsx';
import { Button } from '#components/ui/button.tsx';
import { cx } from '#components/ui/classNames.ts';
import { CopyText } from '#components/ui/copy.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { FailureNotice } from '#components/ui/failureNotice.tsx';
import { Link } from '#components/ui/link.tsx';
import { Fact, Facts, Panel } from '#components/ui/panel.tsx';
import { StatusLabel } from '#components/ui/statusLabel.tsx';
import { RelativeTime } from '#components/ui/time.tsx';
import { count } from '#format/words.ts';
import { workerLook } from './workerLooks.ts';

/** One process: where it runs, what it holds, and what may be wished of it. */
export function WorkerCard({ worker }: { worker: WorkerView }) {
  const headingId = `worker-${worker.id}`;
  return (
    <Panel aria-labelledby={headingId} className={cx(worker.state !== 'alive' && 'opacity-70')}>
      <header className="flex flex-wrap items-center gap-x-3 gap-y-2 border-b border-line px-4 py-3">
        <h2 id={headingId} className="min-w-0 text-base font-semibold wrap-anywhere">
          {worker.host}
        </h2>
        <StatusLabel look={workerLook(worker)} />
        {worker.may.manage ? <ModeButtons worker={worker} /> : null}
      </header>
      <div className="grid grid-cols-1 gap-x-8 gap-y-5 p-4 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
        <Facts className="content-start">
          <Fact term="Last heard of">
            <RelativeTime at={worker.heartbeatAt} />
          </Fact>
          <Fact term={worker.stoppedAt ? 'Ended' : 'Started'}>
            <RelativeTime at={worker.stoppedAt ?? worker.startedAt} />
          </Fact>
          <Fact term="Runs at once">{worker.concurrency}</Fact>
          <Fact term="Version">{worker.version}</Fact>
          <Fact term="Process">{worker.pid}</Fact>
          <Fact term="Id">
            <CopyText text={worker.id} what="id of the worker" />
          </Fact>
        </Facts>
        <div className="min-w-0 border-t border-line pt-4 lg:border-t-0 lg:border-l lg:pt-0 lg:pl-8">
          <h3 className="mb-2.5 text-xs text-fg-faint">Works on</h3>
          <HeldRuns worker={worker} />
        </div>
      </div>
    </Panel>
  );
}

function HeldRuns({ worker }: { worker: WorkerView }) {
  if (worker.holds.length === 0) return <p className="text-sm text-fg-muted">Nothing.</p>;
  return (
    <ul className="space-y-1.5 text-sm" aria-label={`Runs of the worker on ${worker.host}`}>
      {worker.holds.map(({ runId, slug, since }) => (
        <li key={runId} className="flex flex-wrap items-baseline gap-x-2">
          <Link
            href={`/runs/${runId}`}
            className="rounded-sm text-accent-text underline-offset-4 wrap-anywhere hover:underline"
          >
            {slug}
          </Link>
          <span className="text-xs text-fg-muted">
            taken <RelativeTime at={since} />
          </span>
        </li>
      ))}
      {worker.state === 'lost' ? (
        <li className="text-xs text-fg-muted">Taken over by another worker once the lease has run out.</li>
      ) : null}
    </ul>
  );
}

function ModeButtons({ worker }: { worker: WorkerView }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [asksDrain, setAsksDrain] = useState(false);
  const setMode = useMutation(
    trpc.workers.setMode.mutationOptions({
      onSuccess: (list) => {
        queryClient.setQueryData(trpc.workers.list.queryKey(), list);
        setAsksDrain(false);
      },
    }),
  );
  const wish = (mode: WorkerMode) => setMode.mutate({ workerId: worker.id, mode });
  const name = <span className="sr-only"> the worker on {worker.host}</span>;
  return (
    <div className="js-only ml-auto flex flex-wrap gap-2">
      {worker.mode === 'paused' ? (
        <Button size="sm" pending={setMode.isPending} onClick={() => wish('active')}>
          <Play aria-hidden />
          Resume{name}
        </Button>
      ) : (
        <Button size="sm" pending={setMode.isPending} onClick={() => wish('paused')}>
          <Pause aria-hidden />
          Pause{name}
        </Button>
      )}
      <Button size="sm" kind="ghost" onClick={() => setAsksDrain(true)}>
        <LogOut aria-hidden />
        Drain{name}
      </Button>
      {setMode.error && !asksDrain ? (
        <FailureNotice failure={failureFrom(setMode.error)} doing="changing the mode of the worker" />
      ) : null}
      <Dialog
        open={asksDrain}
        onOpenChange={setAsksDrain}
        title={`Drain the worker on ${worker.host}?`}
        description={`It takes no further run, ${
          worker.holds.length === 0 ? 'and ends at once' : `finishes ${count(worker.holds.length, 'run')}, and ends`
        }. That cannot be taken back; whoever runs the process starts it again.`}
        footer={
          <>
            <Button onClick={() => setAsksDrain(false)}>Keep it</Button>
            <Button kind="primary" pending={setMode.isPending} onClick={() => wish('draining')}>
              Drain
            </Button>
          </>
        }
      >
        {setMode.error ? <FailureNotice failure={failureFrom(setMode.error)} doing="draining the worker" /> : null}
      </Dialog>
    </div>
  );
}
