import type { AuditEvent } from '@flowport/domain';
import { Workflow } from 'lucide-react';
import { Link } from '#components/ui/link.tsx';
import { subjectHref } from './actionWords.ts';
import { detailFacts, runOfEvent, subjectName } from './detailFacts.ts';

const linkStyle = 'rounded-sm font-medium wrap-anywhere underline-offset-4 hover:text-accent-text hover:underline';

/** What it was done to, as a link where it has a page. */
export function Subject({ event }: { event: AuditEvent }) {
  const href = subjectHref(event);
  const run = runOfEvent(event);
  const name = subjectName(event);
  return (
    <span className="inline-flex flex-wrap items-center gap-x-2 gap-y-0.5">
      {href ? (
        <Link href={href} className={linkStyle}>
          {name}
        </Link>
      ) : (
        <span className="font-medium wrap-anywhere">{name}</span>
      )}
      {run ? (
        <Link
          href={`/runs/${encodeURIComponent(run)}`}
          aria-label={`Run of ${name}`}
          className="inline-flex items-center gap-1 rounded-sm text-xs text-fg-muted hover:text-accent-text"
        >
          <Workflow aria-hidden className="size-3.5" />
          Run
        </Link>
      ) : null}
    </span>
  );
}

/** Longer texts are folded, so that one long reason does not push the others off the screen. */
const charactersShown = 160;

export function Details({ event }: { event: AuditEvent }) {
  const facts = detailFacts(event.detail);
  if (facts.length === 0) return null;
  return (
    <dl className="grid grid-cols-[max-content_minmax(0,1fr)] gap-x-2 gap-y-0.5 text-xs">
      {facts.map(({ term, text }) => (
        <div key={term} className="contents">
          <dt className="text-fg-faint">{term}</dt>
          <dd className="min-w-0 text-fg-muted wrap-anywhere">
            {text.length > charactersShown ? <LongText text={text} /> : text}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function LongText({ text }: { text: string }) {
  return (
    <details className="group">
      <summary className="rounded-sm">
        <span className="group-open:hidden">
          {text.slice(0, charactersShown).trimEnd()}… <span className="text-accent-text">Show all</span>
        </span>
        <span className="hidden text-accent-text group-open:inline">Show less</span>
      </summary>
      <span className="whitespace-pre-wrap">{text}</span>
    </details>
  );
}
