'use client';

import { may, type TargetView } from '@flowport/domain';
import { failureFrom } from '#client/failure.ts';
import { useViewer } from '#components/shell/shellContext.tsx';
import { Chip } from '#components/ui/chip.tsx';
import { CopyText } from '#components/ui/copy.tsx';
import { FailureNotice } from '#components/ui/failureNotice.tsx';
import { Link } from '#components/ui/link.tsx';
import { Fact, Facts, Panel } from '#components/ui/panel.tsx';
import { StatusLabel } from '#components/ui/statusLabel.tsx';
import { CheckButton } from '#features/checks/checkButton.tsx';
import { outcomeInWords, overallOutcome } from '#features/checks/checkWords.ts';
import { count } from '#format/words.ts';
import { CheckList } from './checkList.tsx';
import { regionName } from './regionNames.ts';
import { targetKindLooks, targetLooks } from './targetLooks.ts';
import { TargetPolicy } from './targetPolicy.tsx';
import { useCheckTarget } from './useCheckTarget.ts';

/** One target: where it is, who acts there, what lives there, and whether Flowport can reach it. */
export function TargetCard({ target }: { target: TargetView }) {
  const viewer = useViewer();
  const check = useCheckTarget();
  const { icon: KindIcon, label: kind, summary } = targetKindLooks[target.kind];
  const isChecked = target.checks.length > 0;
  const headingId = `target-${target.id}`;
  return (
    <Panel id={target.id} aria-labelledby={headingId} className="scroll-mt-20 target:border-accent">
      <header className="flex flex-wrap items-center gap-x-3 gap-y-2 border-b border-line px-4 py-3">
        <h2 id={headingId} className="min-w-0 text-base font-semibold wrap-anywhere">
          {target.name}
        </h2>
        <Chip icon={<KindIcon aria-hidden />} tone={target.kind === 'sandbox' ? 'warn' : 'idle'} title={summary}>
          {kind}
        </Chip>
        <StatusLabel look={targetLooks[overallOutcome(target.checks)]} />
        {may(viewer.role, 'target.manage') ? (
          <CheckButton
            size="sm"
            className="js-only ml-auto"
            pending={check.isPending}
            onCheck={() => check.mutate({ targetId: target.id })}
          >
            {isChecked ? 'Check again' : 'Check'}
            <span className="sr-only">: {target.name}</span>
          </CheckButton>
        ) : null}
        <span role="status" className="sr-only">
          {check.isPending ? `Checking ${target.name}` : null}
          {check.data ? `Checked ${target.name}: ${outcomeInWords(check.data.checks)}` : null}
        </span>
      </header>
      {check.error ? (
        <FailureNotice
          failure={failureFrom(check.error)}
          doing={`checking ${target.name}`}
          className="mx-4 mt-4"
          onRetry={() => check.mutate({ targetId: target.id })}
        />
      ) : null}
      <div className="grid grid-cols-1 gap-x-8 gap-y-5 p-4 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
        <TargetFacts target={target} />
        <div className="min-w-0 border-t border-line pt-4 lg:border-t-0 lg:border-l lg:pt-0 lg:pl-8">
          <h3 className="mb-2.5 text-xs text-fg-faint">Checks</h3>
          {isChecked ? (
            <CheckList checks={target.checks} label={`Checks of ${target.name}`} />
          ) : (
            <p className="text-sm text-fg-muted">Not checked yet.</p>
          )}
        </div>
      </div>
      <TargetPolicy target={target} />
    </Panel>
  );
}

function TargetFacts({ target }: { target: TargetView }) {
  const region = regionName(target.region);
  return (
    <Facts className="content-start">
      <Fact term="Account">
        <CopyText text={target.account} what={`account of ${target.name}`} />
      </Fact>
      <Fact term="Region">
        {region ? `${region} ` : null}
        <span className={region ? 'text-fg-muted' : ''}>{target.region}</span>
      </Fact>
      <Fact term="Stacks">
        {target.stackCount === 0 ? (
          'None'
        ) : (
          <Link
            href={`/stacks?target=${target.id}`}
            className="rounded-sm text-accent-text underline-offset-4 hover:underline"
          >
            {count(target.stackCount, 'stack')}
          </Link>
        )}
      </Fact>
      <Fact term="State bucket">
        <CopyText text={target.stateBucket} what={`state bucket of ${target.name}`} />
      </Fact>
      <Fact term="Prefix in the bucket">
        <CopyText text={target.workspaceKeyPrefix} what={`prefix of ${target.name}`} />
      </Fact>
      <Fact term="Self-approval">
        {target.selfApproval ? 'Allowed' : 'Not allowed'}
        <span className="block text-xs text-fg-muted">
          {target.selfApproval ? 'Whoever requested a run may approve it' : 'Nobody approves their own run'}
        </span>
      </Fact>
      <Fact term="Deployer role" className="col-span-full">
        <CopyText text={target.deployerRoleArn} what={`deployer role of ${target.name}`} />
      </Fact>
    </Facts>
  );
}
