'use client';

import type { RecoveryView, RunView } from '@flowport/domain';
import { Panel, PanelHeader } from '#components/ui/panel.tsx';
import { RelativeTime } from '#components/ui/time.tsx';

/** What became of the run when its worker was gone: found and done by Flowport itself, sentence by sentence. */
export function RecoveryStory({ run }: { run: RunView }) {
  if (run.recoveries.length === 0) return null;
  return (
    <Panel aria-labelledby="recovery-title">
      <PanelHeader
        id="recovery-title"
        title={run.recoveries.length === 1 ? 'Recovery' : `${run.recoveries.length} recoveries`}
        note="What Flowport found and did when the worker of this run was gone."
      />
      {run.recoveries.map((recovery) => (
        <Recovery key={recovery.id} recovery={recovery} />
      ))}
    </Panel>
  );
}

function Recovery({ recovery }: { recovery: RecoveryView }) {
  return (
    <ol className="border-t border-line px-4 py-2" aria-busy={recovery.finishedAt === null}>
      {recovery.story.map((entry, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a story only grows at its end
        <li key={index} className="flex gap-3 py-1.5 text-sm">
          <div className="min-w-0 flex-1">
            <p className="wrap-anywhere">{entry.text}</p>
            {entry.detail === undefined ? null : <Detail text={entry.detail} />}
          </div>
          <RelativeTime at={entry.at} className="shrink-0 text-xs text-fg-faint" />
        </li>
      ))}
      {recovery.finishedAt === null && recovery.startedAt === null ? (
        <li className="py-1.5 text-sm text-fg-muted">It waits for another worker.</li>
      ) : null}
    </ol>
  );
}

const pages = /^https:\/\/[a-z0-9-]+\.console\.aws\.amazon\.com\//;

function Detail({ text }: { text: string }) {
  if (pages.test(text)) {
    return (
      <a href={text} target="_blank" rel="noreferrer" className="text-accent-text underline hover:decoration-2">
        Open it in the AWS console
      </a>
    );
  }
  return (
    <details className="mt-0.5 text-fg-muted">
      <summary className="w-fit cursor-pointer rounded-sm text-xs">Details</summary>
      <pre className="mt-1 max-h-60 overflow-auto font-mono text-xs whitespace-pre-wrap wrap-anywhere">{text}</pre>
    </details>
  );
}
