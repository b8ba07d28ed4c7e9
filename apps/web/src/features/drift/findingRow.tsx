'use client';

import type { DriftFindingView } from '@flowport/domain';
import { ExternalLink } from 'lucide-react';
import { Button } from '#components/ui/button.tsx';
import { Chip } from '#components/ui/chip.tsx';
import { Link } from '#components/ui/link.tsx';
import { RelativeTime } from '#components/ui/time.tsx';
import { runHref } from '#features/runs/runTabs.ts';
import { OutsideChangeRow } from './outsideChangeRow.tsx';

type FindingRowProps = {
  finding: DriftFindingView;
  mayAcknowledge: boolean;
  isWithdrawing: boolean;
  onAcknowledge: () => void;
  onWithdraw: (acknowledgementId: string) => void;
};

/** A change that is still there: since when, where AWS tells who made it, and what somebody has said of it. */
export function FindingRow(props: FindingRowProps) {
  const { finding, mayAcknowledge, isWithdrawing, onAcknowledge, onWithdraw } = props;
  const { acknowledgement, change } = finding;
  return (
    <OutsideChangeRow
      layer={finding.layer}
      change={change}
      badge={acknowledgement ? <Chip tone="idle">acknowledged</Chip> : null}
    >
      <span>
        Noticed <RelativeTime at={finding.firstSeenAt} /> by{' '}
        <Link
          href={runHref(finding.firstRunId, 'plan')}
          className="rounded-sm text-accent-text underline hover:decoration-2"
        >
          this check
        </Link>
      </span>
      {finding.eventHistoryUrl ? (
        <a
          href={finding.eventHistoryUrl}
          target="_blank"
          rel="noreferrer"
          className="inline-flex items-center gap-1 rounded-sm text-accent-text underline hover:decoration-2"
        >
          Who changed it, in CloudTrail
          <ExternalLink aria-hidden className="size-3" />
          <span className="sr-only">(opens in a new tab)</span>
        </a>
      ) : null}
      {acknowledgement ? (
        <span className="basis-full wrap-anywhere">
          Acknowledged by {acknowledgement.by.name} until{' '}
          <time dateTime={acknowledgement.expiresAt}>{acknowledgement.expiresAt.slice(0, 10)}</time>:{' '}
          <q className="text-fg">{acknowledgement.comment}</q>
        </span>
      ) : null}
      {mayAcknowledge ? (
        <span className="js-only">
          {acknowledgement ? (
            <Button size="sm" pending={isWithdrawing} onClick={() => onWithdraw(acknowledgement.id)}>
              Take back
              <span className="sr-only"> the acknowledgement of {change.address}</span>
            </Button>
          ) : (
            <Button size="sm" onClick={onAcknowledge}>
              Acknowledge
              <span className="sr-only"> {change.address}</span>
            </Button>
          )}
        </span>
      ) : null}
    </OutsideChangeRow>
  );
}
