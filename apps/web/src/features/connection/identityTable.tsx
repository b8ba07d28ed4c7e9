'use client';

import type { ConnectionPack } from '@flowport/domain';
import { ChevronRight } from 'lucide-react';
import { Fragment, useState } from 'react';
import { Chip } from '#components/ui/chip.tsx';
import { cx } from '#components/ui/classNames.ts';
import { CommandBlock, CopyText } from '#components/ui/copy.tsx';
import { FileBlock } from '#components/ui/fileBlock.tsx';
import { Cell, HeaderCell, Table } from '#components/ui/table.tsx';
import { trustWords } from './trustWords.ts';

type Identity = ConnectionPack['identities'][number];

const mechanismTitles: Record<Identity['mechanism'], string> = {
  irsa: 'IRSA',
  'pod-identity': 'Pod Identity',
};

/** Who may become which role: team, service account, role and mechanism; the trust policy on demand. */
export function IdentityTable({ identities }: { identities: readonly Identity[] }) {
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const hasTeams = identities.some(({ team }) => team !== null);
  function toggle(roleArn: string) {
    const next = new Set(open);
    if (!next.delete(roleArn)) next.add(roleArn);
    setOpen(next);
  }
  return (
    <div className="border-t border-line">
      <Table label="Roles of the service accounts" className="min-w-[50rem]">
        <thead>
          <tr>
            <HeaderCell>Component</HeaderCell>
            {hasTeams ? <HeaderCell>Team</HeaderCell> : null}
            <HeaderCell>Service account</HeaderCell>
            <HeaderCell>Namespace</HeaderCell>
            <HeaderCell>Mechanism</HeaderCell>
            <HeaderCell>Role</HeaderCell>
          </tr>
        </thead>
        <tbody className="[&>tr:last-child>td]:border-b-0">
          {identities.map((identity, index) => {
            const isOpen = open.has(identity.roleArn);
            const cell = cx('py-1.5', isOpen && 'border-b-0');
            const policyId = `trust-${index}`;
            const name = identity.team === null ? identity.component : `${identity.component} of ${identity.team}`;
            return (
              <Fragment key={identity.roleArn}>
                <tr>
                  <Cell className={cx(cell, 'whitespace-nowrap')}>
                    <button
                      type="button"
                      aria-expanded={isOpen}
                      aria-controls={isOpen ? policyId : undefined}
                      onClick={() => toggle(identity.roleArn)}
                      title="Trust policy"
                      className="-ml-1.5 inline-flex items-center gap-1 rounded-sm px-1 py-0.5 font-medium hover:bg-hover"
                    >
                      <ChevronRight
                        aria-hidden
                        className={cx('size-4 text-fg-faint transition-transform', isOpen && 'rotate-90')}
                      />
                      {identity.component}
                      <span className="sr-only">
                        {identity.team === null ? '' : ` of ${identity.team}`}, trust policy
                      </span>
                    </button>
                  </Cell>
                  {hasTeams ? (
                    <Cell className={cell}>{identity.team ?? <span className="text-fg-faint">all</span>}</Cell>
                  ) : null}
                  <Cell className={cell}>
                    <CopyText text={identity.serviceAccount} what={`service account of ${name}`} />
                  </Cell>
                  <Cell className={cell}>
                    <code className="text-xs text-fg-muted">{identity.namespace}</code>
                  </Cell>
                  <Cell className={cell}>
                    <Chip>{mechanismTitles[identity.mechanism]}</Chip>
                  </Cell>
                  <Cell className={cx(cell, 'max-w-64')}>
                    <CopyText text={identity.roleArn} what={`role of ${name}`}>
                      {identity.roleArn.split('/').at(-1)}
                    </CopyText>
                  </Cell>
                </tr>
                {isOpen ? (
                  <tr id={policyId}>
                    <td colSpan={hasTeams ? 6 : 5} className="border-b border-line px-4 pb-4">
                      <TrustPolicy identity={identity} name={name} />
                    </td>
                  </tr>
                ) : null}
              </Fragment>
            );
          })}
        </tbody>
      </Table>
    </div>
  );
}

function TrustPolicy({ identity, name }: { identity: Identity; name: string }) {
  return (
    // Beside the edge of the screen and not of the table, which on a phone is wider.
    <div className="sticky left-4 max-w-[min(60rem,calc(100vw-4.25rem))] space-y-3">
      <p className="text-sm text-pretty wrap-anywhere">
        {trustWords(identity) ?? 'This policy has a form of its own: read the JSON for who may become the role.'}
      </p>
      {identity.annotation === null ? (
        <p className="text-xs text-fg-muted">Pod Identity needs no annotation on the service account.</p>
      ) : (
        <div>
          <p className="text-xs text-fg-muted">As it stands on the service account:</p>
          <CommandBlock command={identity.annotation} what={`annotation of ${name}`} prompt="" className="mt-1" />
        </div>
      )}
      <FileBlock
        title={`Trust policy of ${name}`}
        fileName={`${identity.roleArn.split('/').at(-1)}.json`}
        text={JSON.stringify(identity.trustPolicy, null, 2)}
      />
    </div>
  );
}
