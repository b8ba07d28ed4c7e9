'use client';

import type { ConnectionPack } from '@flowport/domain';
import { ChevronRight } from 'lucide-react';
import { Fragment, useState } from 'react';
import { cx } from '#components/ui/classNames.ts';
import { CopyButton, CopyText } from '#components/ui/copy.tsx';
import { Cell, HeaderCell, Table } from '#components/ui/table.tsx';

type Identity = ConnectionPack['identities'][number];

/** Who may become which role: service account, namespace, role, annotation; the trust policy on demand. */
export function IdentityTable({ identities }: { identities: readonly Identity[] }) {
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  function toggle(roleArn: string) {
    const next = new Set(open);
    if (!next.delete(roleArn)) next.add(roleArn);
    setOpen(next);
  }
  return (
    <div className="border-t border-line">
      <Table label="Roles of the service accounts" className="min-w-[56rem]">
        <thead>
          <tr>
            <HeaderCell>Component</HeaderCell>
            <HeaderCell>Service account</HeaderCell>
            <HeaderCell>Namespace</HeaderCell>
            <HeaderCell>Role</HeaderCell>
            <HeaderCell>Annotation</HeaderCell>
          </tr>
        </thead>
        <tbody className="[&>tr:last-child>td]:border-b-0">
          {identities.map((identity) => {
            const isOpen = open.has(identity.roleArn);
            const policyId = `trust-${identity.component}`;
            return (
              <Fragment key={identity.roleArn}>
                <tr>
                  <Cell className={cx('py-1.5 whitespace-nowrap', isOpen && 'border-b-0')}>
                    <button
                      type="button"
                      aria-expanded={isOpen}
                      aria-controls={policyId}
                      onClick={() => toggle(identity.roleArn)}
                      title="Trust policy"
                      className="-ml-1.5 inline-flex items-center gap-1 rounded-sm px-1 py-0.5 font-medium hover:bg-hover"
                    >
                      <ChevronRight
                        aria-hidden
                        className={cx('size-4 text-fg-faint transition-transform', isOpen && 'rotate-90')}
                      />
                      {identity.component}
                      <span className="sr-only">, trust policy</span>
                    </button>
                  </Cell>
                  <Cell className={cx('py-1.5', isOpen && 'border-b-0')}>
                    <CopyText text={identity.serviceAccount} what={`service account ${identity.serviceAccount}`} />
                  </Cell>
                  <Cell className={cx('py-1.5', isOpen && 'border-b-0')}>
                    <code className="text-xs text-fg-muted">{identity.namespace}</code>
                  </Cell>
                  <Cell className={cx('max-w-64 py-1.5', isOpen && 'border-b-0')}>
                    <CopyText text={identity.roleArn} what={`role of ${identity.component}`}>
                      {identity.roleArn.split('/').at(-1)}
                    </CopyText>
                  </Cell>
                  <Cell className={cx('max-w-56 py-1.5', isOpen && 'border-b-0')}>
                    <CopyText text={identity.annotation} what={`annotation of ${identity.component}`}>
                      {identity.annotation.split(':')[0]}
                    </CopyText>
                  </Cell>
                </tr>
                {isOpen ? (
                  <tr id={policyId}>
                    <td colSpan={5} className="border-b border-line px-4 pb-3">
                      <TrustPolicy identity={identity} />
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

function TrustPolicy({ identity }: { identity: Identity }) {
  const text = JSON.stringify(identity.trustPolicy, null, 2);
  return (
    <div className="relative rounded-md border border-line bg-sunken">
      <p className="border-b border-line px-3 py-1.5 text-xs text-fg-muted">
        Only <code>{`system:serviceaccount:${identity.namespace}:${identity.serviceAccount}`}</code> may assume{' '}
        <code>{identity.roleArn}</code>
      </p>
      <pre className="overflow-x-auto p-3 text-xs leading-5">{text}</pre>
      <CopyButton text={text} what={`trust policy of ${identity.component}`} className="absolute top-0.5 right-1" />
    </div>
  );
}
