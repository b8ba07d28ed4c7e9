'use client';

import type { Layer, StackView, StateVersion, StateVersionList } from '@flowport/domain';
import { stepTitles } from '@flowport/domain';
import { Download, GitCompareArrows, Undo2 } from 'lucide-react';
import { useState } from 'react';
import { Button, LinkButton } from '#components/ui/button.tsx';
import { Chip } from '#components/ui/chip.tsx';
import { CopyButton } from '#components/ui/copy.tsx';
import { Link } from '#components/ui/link.tsx';
import { Cell, HeaderCell, Table } from '#components/ui/table.tsx';
import { RelativeTime } from '#components/ui/time.tsx';
import { runKindLooks } from '#features/runs/runStatus.tsx';
import { layerTitles } from '#features/runs/stepLabel.ts';
import { formatBytes } from './bytes.ts';
import { DownloadDialog } from './downloadDialog.tsx';
import { RollBackDialog } from './rollBackDialog.tsx';
import { stateHref } from './stateQuery.ts';
import { nameOf } from './versionName.ts';

type Asked = { version: StateVersion; what: 'rollBack' | 'download' };
type VersionTableProps = { stack: StackView; layer: Layer; page: StateVersionList };

/** One row for each version, the newest first. */
export function VersionTable({ stack, layer, page }: VersionTableProps) {
  const [asked, setAsked] = useState<Asked | null>(null);
  const { items, may } = page;
  return (
    <>
      <Table label={`Versions of the state of ${layerTitles[layer]}`} className="min-w-[46rem]">
        <thead className="bg-sunken">
          <tr>
            <HeaderCell>Version</HeaderCell>
            <HeaderCell>Written</HeaderCell>
            <HeaderCell>By</HeaderCell>
            <HeaderCell className="text-right">Resources</HeaderCell>
            <HeaderCell className="text-right">Size</HeaderCell>
            <HeaderCell>
              <span className="sr-only">What can be done</span>
            </HeaderCell>
          </tr>
        </thead>
        <tbody className="[&>tr:last-child>td]:border-b-0">
          {items.map((version, index) => (
            <tr key={version.versionId} className="align-top hover:bg-hover">
              <Cell>
                <VersionName version={version} />
              </Cell>
              <Cell className="whitespace-nowrap text-fg-muted">
                <RelativeTime at={version.writtenAt} />
              </Cell>
              <Cell>
                <Writer version={version} />
              </Cell>
              <Cell className="text-right tabular-nums">{version.content?.resources ?? '–'}</Cell>
              <Cell className="text-right whitespace-nowrap text-fg-muted tabular-nums">
                {version.isRemoval ? '–' : formatBytes(version.bytes)}
              </Cell>
              <Cell className="py-1.5">
                <div className="flex justify-end gap-1.5">
                  <Compare stackId={stack.id} layer={layer} version={version} before={olderOf(items, index)} />
                  {may.download && !version.isRemoval ? (
                    <Button
                      size="sm"
                      kind="ghost"
                      className="js-only"
                      aria-label={`Download ${nameOf(version)}`}
                      onClick={() => setAsked({ version, what: 'download' })}
                    >
                      <Download aria-hidden />
                    </Button>
                  ) : null}
                  {may.rollBack && version.rollBackRefusal === null ? (
                    <Button
                      size="sm"
                      className="js-only"
                      disabled={stack.blockedBy !== null}
                      title={stack.blockedBy ?? undefined}
                      aria-label={`Go back to ${nameOf(version)}`}
                      onClick={() => setAsked({ version, what: 'rollBack' })}
                    >
                      <Undo2 aria-hidden />
                      Go back
                    </Button>
                  ) : null}
                </div>
              </Cell>
            </tr>
          ))}
        </tbody>
      </Table>
      {asked?.what === 'rollBack' ? (
        <RollBackDialog stack={stack} layer={layer} version={asked.version} onClose={() => setAsked(null)} />
      ) : null}
      {asked?.what === 'download' ? (
        <DownloadDialog stack={stack} layer={layer} version={asked.version} onClose={() => setAsked(null)} />
      ) : null}
    </>
  );
}

function olderOf(items: readonly StateVersion[], index: number): StateVersion | undefined {
  return items.slice(index + 1).find(({ content }) => content !== null);
}

function VersionName({ version }: { version: StateVersion }) {
  const { content, isPresent, isRemoval, problem, versionId } = version;
  return (
    <div className="min-w-0">
      <span className="flex flex-wrap items-center gap-1.5">
        <span className="font-medium tabular-nums">
          {content ? `Serial ${content.serial}` : isRemoval ? 'Removed' : 'Not readable'}
        </span>
        {isPresent ? <Chip tone="ok">present</Chip> : null}
      </span>
      <span className="flex max-w-56 min-w-0 items-center gap-0.5 text-xs text-fg-faint">
        <code className="truncate" title={versionId}>
          {versionId}
        </code>
        <CopyButton text={versionId} what={`version id ${versionId}`} className="-my-1" />
      </span>
      {problem ? <p className="max-w-72 text-xs text-pretty text-bad">{problem}</p> : null}
    </div>
  );
}

function Writer({ version: { writer } }: { version: StateVersion }) {
  if (!writer) return <span className="text-fg-muted">no run of Flowport</span>;
  return (
    <div>
      <Link href={`/runs/${writer.runId}`} className="text-accent-text hover:underline">
        {runKindLooks[writer.kind].label}
      </Link>
      <p className="text-xs text-fg-muted">
        {writer.step ? `${stepTitles[writer.step]}, ` : ''}requested by {writer.requestedBy}
      </p>
    </div>
  );
}

type CompareProps = { stackId: string; layer: Layer; version: StateVersion; before: StateVersion | undefined };

function Compare({ stackId, layer, version, before }: CompareProps) {
  if (!version.content || !before) return null;
  return (
    <LinkButton
      size="sm"
      kind="ghost"
      scroll={false}
      href={stateHref(stackId, { layer, from: before.versionId, to: version.versionId })}
      aria-label={`What changed up to ${nameOf(version)}`}
    >
      <GitCompareArrows aria-hidden />
      What changed
    </LinkButton>
  );
}
