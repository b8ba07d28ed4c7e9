'use client';

import type { DriftFindingView, DriftView, StackView } from '@flowport/domain';
import { CheckCheck, ScanSearch, Undo2 } from 'lucide-react';
import { useRef, useState } from 'react';
import { failureFrom } from '#client/failure.ts';
import { Button } from '#components/ui/button.tsx';
import { FailureNotice } from '#components/ui/failureNotice.tsx';
import { Link } from '#components/ui/link.tsx';
import { Panel, PanelHeader } from '#components/ui/panel.tsx';
import { SkeletonRows } from '#components/ui/skeleton.tsx';
import { RelativeTime } from '#components/ui/time.tsx';
import { runHref } from '#features/runs/runTabs.ts';
import { AcknowledgeDialog } from './acknowledgeDialog.tsx';
import { ConfigurationSection } from './configurationSection.tsx';
import { driftSentence, intervalWords, openFindings } from './driftWords.ts';
import { FindingRow } from './findingRow.tsx';
import { SkippedLayers } from './skippedLayers.tsx';
import { mayDrift, useDrift, useDriftRuns, useWithdraw } from './useDrift.ts';

/** What was changed outside of Flowport, apart from what the next apply would change besides, and what to do about it. */
export function DriftPanel({ stack }: { stack: StackView }) {
  const drift = useDrift(stack);
  if (!mayDrift(stack)) return null;
  if (drift.data) return <KnownDrift stack={stack} drift={drift.data} />;
  return (
    <Panel aria-labelledby="drift-title">
      <PanelHeader id="drift-title" title="Drift" />
      <div className="border-t border-line">
        {drift.error ? (
          <FailureNotice
            failure={failureFrom(drift.error)}
            doing="loading the drift"
            onRetry={() => void drift.refetch()}
            className="m-4"
          />
        ) : (
          <SkeletonRows rows={2} label="Loading the drift" />
        )}
      </div>
    </Panel>
  );
}

function KnownDrift({ stack, drift }: { stack: StackView; drift: DriftView }) {
  const [chosen, setChosen] = useState<readonly DriftFindingView[]>([]);
  const { check, reconcile } = useDriftRuns(stack.id);
  const withdraw = useWithdraw(stack.id);
  const panel = useRef<HTMLElement>(null);
  const open = openFindings(drift);
  const failures = [
    { failure: check.failure, doing: 'asking for a check' },
    { failure: reconcile.failure, doing: 'asking to put it back' },
    { failure: withdraw.error ? failureFrom(withdraw.error) : null, doing: 'taking the acknowledgement back' },
  ];
  return (
    <Panel aria-labelledby="drift-title" id="drift" ref={panel} tabIndex={-1} className="overflow-hidden outline-none">
      <PanelHeader
        id="drift-title"
        title="Drift"
        note={<Standing drift={drift} />}
        actions={
          <>
            {drift.may.check ? (
              <Button size="sm" className="js-only" pending={check.isPending} onClick={check.ask}>
                <ScanSearch aria-hidden />
                Check now
              </Button>
            ) : null}
            {drift.may.acknowledge && open.length > 1 ? (
              <Button size="sm" className="js-only" onClick={() => setChosen(open)}>
                <CheckCheck aria-hidden />
                Acknowledge all
              </Button>
            ) : null}
            {drift.may.reconcile ? (
              <Button
                size="sm"
                kind={open.length > 0 ? 'primary' : 'secondary'}
                className="js-only"
                pending={reconcile.isPending}
                onClick={reconcile.ask}
              >
                <Undo2 aria-hidden />
                Put it back
              </Button>
            ) : null}
          </>
        }
      />
      {failures.map(({ failure, doing }) =>
        failure ? <FailureNotice key={doing} failure={failure} doing={doing} className="mx-4 mb-3" /> : null,
      )}
      <SkippedLayers skipped={drift.skipped} className="mx-4 mb-3" />
      {drift.findings.length > 0 ? (
        <div className="border-t border-line">
          <WhomToAsk stack={stack} drift={drift} />
          <ul aria-label="Changed outside" className="border-t border-line">
            {drift.findings.map((finding) => (
              <FindingRow
                key={finding.id}
                finding={finding}
                mayAcknowledge={drift.may.acknowledge}
                isWithdrawing={
                  withdraw.isPending && withdraw.variables.acknowledgementId === finding.acknowledgement?.id
                }
                onAcknowledge={() => setChosen([finding])}
                onWithdraw={(acknowledgementId) => withdraw.mutate({ stackId: stack.id, acknowledgementId })}
              />
            ))}
          </ul>
        </div>
      ) : null}
      <ConfigurationSection configuration={drift.configuration} />
      <AcknowledgeDialog stack={stack} findings={chosen} onClose={() => setChosen([])} focusFallback={panel} />
    </Panel>
  );
}

function Standing({ drift }: { drift: DriftView }) {
  const { checkedAt, checkRunId, dueAt, everyHours } = drift;
  return (
    <>
      {driftSentence(drift)}.{' '}
      {checkedAt ? (
        <>
          Checked{' '}
          {checkRunId ? (
            <Link
              href={runHref(checkRunId, 'plan')}
              className="rounded-sm text-accent-text underline hover:decoration-2"
            >
              <RelativeTime at={checkedAt} />
            </Link>
          ) : (
            <RelativeTime at={checkedAt} />
          )}
          .{' '}
        </>
      ) : null}
      {everyHours === null ? (
        'The target asks for no regular checks.'
      ) : dueAt ? (
        <>
          Next check <RelativeTime at={dueAt} />, {intervalWords(everyHours)}.
        </>
      ) : null}
    </>
  );
}

/** Flowport does not know who did it. It knows whose the stack is, and who had it applied last. */
function WhomToAsk({ stack, drift: { lastApplied } }: { stack: StackView; drift: DriftView }) {
  return (
    <p className="px-4 py-2.5 text-xs text-fg-muted">
      Flowport does not see who changed it. Ask the team {stack.team.name}, whose stack it is ({stack.owner.name} owns
      it)
      {lastApplied ? (
        <>
          , or who had it{' '}
          <Link
            href={runHref(lastApplied.runId, 'plan')}
            className="rounded-sm text-accent-text underline hover:decoration-2"
          >
            applied last
          </Link>
          : {lastApplied.requestedBy.name}
          {lastApplied.approvedBy ? `, approved by ${lastApplied.approvedBy.name}` : ''}
        </>
      ) : null}
      .
    </p>
  );
}
