'use client';

import type { RunView } from '@flowport/domain';
import { Check, Cpu, X } from 'lucide-react';
import { Avatar } from '#components/shell/userMenu.tsx';
import { Chip } from '#components/ui/chip.tsx';
import { CopyText } from '#components/ui/copy.tsx';
import { Panel, PanelHeader } from '#components/ui/panel.tsx';
import { StatusText } from '#components/ui/statusLabel.tsx';
import { RelativeTime } from '#components/ui/time.tsx';
import { capitalize } from '#format/words.ts';
import { TextWithRuns } from './runLinks.tsx';
import { runStatusLooks } from './runStatus.tsx';

export function RunHistory({ run }: { run: RunView }) {
  return (
    <div className="space-y-4">
      <Decisions run={run} />
      <Panel aria-labelledby="history-title">
        <PanelHeader
          id="history-title"
          title="What happened"
          note="Every change of status, who or what caused it, and why."
        />
        <ol className="border-t border-line px-4 py-1">
          {run.history.map((entry, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a history only grows at its end
            <li key={index} className="flex gap-3 border-b border-line py-2.5 last:border-b-0">
              <span className="mt-0.5">{entry.by ? <Avatar name={entry.by.name} /> : <SystemAvatar />}</span>
              <div className="min-w-0 flex-1">
                <div className="flex flex-wrap items-center gap-x-2 gap-y-0.5">
                  <span className="font-medium">{entry.by?.name ?? 'Flowport'}</span>
                  <span className="text-fg-muted">{eventWords(entry.event)}</span>
                  <StatusText look={{ ...runStatusLooks[entry.to], spins: false }} className="text-sm" />
                  <RelativeTime at={entry.at} className="ml-auto text-xs text-fg-faint" />
                </div>
                {entry.reason ? (
                  <p className="mt-0.5 text-sm whitespace-pre-wrap text-fg-muted wrap-anywhere">
                    <TextWithRuns text={entry.reason} />
                  </p>
                ) : null}
              </div>
            </li>
          ))}
        </ol>
      </Panel>
    </div>
  );
}

function Decisions({ run }: { run: RunView }) {
  if (run.approvals.length === 0) return null;
  return (
    <Panel aria-labelledby="decisions-title">
      <PanelHeader
        id="decisions-title"
        title="Decisions"
        note="Each is bound to the digest of the plan that was shown. A plan that changes is decided anew."
      />
      <ul className="border-t border-line">
        {run.approvals.map((approval) => (
          <li key={approval.id} className="flex gap-3 border-b border-line px-4 py-3 last:border-b-0">
            <Avatar name={approval.by.name} />
            <div className="min-w-0 flex-1">
              <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
                <span className="font-medium">{approval.by.name}</span>
                <Chip
                  tone={approval.decision === 'approved' ? 'ok' : 'bad'}
                  icon={approval.decision === 'approved' ? <Check aria-hidden /> : <X aria-hidden />}
                >
                  {capitalize(approval.decision)}
                </Chip>
                <CopyText text={approval.digest} what="digest of the decided plan">
                  {approval.digest.slice(0, 12)}
                </CopyText>
                {run.digest !== null && approval.digest !== run.digest ? (
                  <Chip tone="warn" title="The run has another plan now">
                    an earlier plan
                  </Chip>
                ) : null}
                <RelativeTime at={approval.at} className="ml-auto text-xs text-fg-faint" />
              </div>
              {approval.comment ? (
                <p className="mt-1 whitespace-pre-wrap text-fg-muted wrap-anywhere">{approval.comment}</p>
              ) : null}
            </div>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function SystemAvatar() {
  return (
    <span
      aria-hidden
      className="grid size-7 place-items-center rounded-full border border-line bg-sunken text-fg-faint"
    >
      <Cpu className="size-3.5" />
    </span>
  );
}

const words: Record<string, string> = {
  request: 'requested the run:',
  claim: 'took it from the queue:',
  plan_ready: 'made the plan:',
  plan_empty: 'made the plan:',
  recheck: 'found nothing to change and checks again:',
  approve: 'approved it:',
  reject: 'rejected it:',
  discard: 'discarded the plan:',
  supersede: 'asked for something newer:',
  promote: 'gave it its turn:',
  force: 'forced it to end:',
  expire: 'let it expire:',
  replan: 'plans again:',
  pause: 'paused it:',
  applied: 'applied the plan:',
  verified: 'verified the stack:',
  fail: 'could not go on:',
  cancel: 'canceled it:',
  canceled: 'stopped it:',
  interrupt: 'lost its worker:',
  recover: 'took it up again:',
  resume: 'goes on:',
};

function eventWords(event: string): string {
  return words[event] ?? `${event.replaceAll('_', ' ')}:`;
}
