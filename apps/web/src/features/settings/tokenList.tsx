'use client';

import type { TokenView } from '@flowport/api';
import type { ReactNode } from 'react';
import { Button } from '#components/ui/button.tsx';
import { Chip } from '#components/ui/chip.tsx';
import { Cell, HeaderCell, Table } from '#components/ui/table.tsx';
import { RelativeTime, useNow } from '#components/ui/time.tsx';
import { tokenLife } from './tokenLife.ts';

type TokenListProps = { items: readonly TokenView[]; onRevoke: (token: TokenView) => void };

export function TokenList({ items, onRevoke }: TokenListProps) {
  return (
    <>
      <div className="hidden border-t border-line md:block">
        <Table label="Your API tokens">
          <thead className="bg-sunken">
            <tr>
              <HeaderCell>Name</HeaderCell>
              <HeaderCell>Begins with</HeaderCell>
              <HeaderCell>Created</HeaderCell>
              <HeaderCell>Last used</HeaderCell>
              <HeaderCell>Expires</HeaderCell>
              <HeaderCell>
                <span className="sr-only">Revoke</span>
              </HeaderCell>
            </tr>
          </thead>
          <tbody className="[&>tr:last-child>td]:border-b-0">
            {items.map((token) => (
              <tr key={token.id}>
                <Cell className="max-w-56 font-medium wrap-anywhere">{token.name}</Cell>
                <Cell>
                  <TokenStart token={token} />
                </Cell>
                <Cell className="whitespace-nowrap text-fg-muted">
                  <RelativeTime at={token.createdAt} />
                </Cell>
                <Cell className="whitespace-nowrap text-fg-muted">
                  <LastUsed token={token} />
                </Cell>
                <Cell className="whitespace-nowrap text-fg-muted">
                  <Expiry token={token} />
                </Cell>
                <Cell className="text-right">
                  <RevokeButton token={token} onRevoke={onRevoke} />
                </Cell>
              </tr>
            ))}
          </tbody>
        </Table>
      </div>
      <ul aria-label="Your API tokens" className="divide-y divide-line border-t border-line md:hidden">
        {items.map((token) => (
          <li key={token.id} className="px-4 py-3">
            <div className="flex items-start justify-between gap-3">
              <div className="min-w-0">
                <p className="font-medium wrap-anywhere">{token.name}</p>
                <TokenStart token={token} />
              </div>
              <RevokeButton token={token} onRevoke={onRevoke} />
            </div>
            <dl className="mt-2 grid grid-cols-2 gap-x-4 gap-y-2 text-sm">
              <CardFact term="Created">
                <RelativeTime at={token.createdAt} />
              </CardFact>
              <CardFact term="Last used">
                <LastUsed token={token} />
              </CardFact>
              <CardFact term="Expires">
                <Expiry token={token} />
              </CardFact>
            </dl>
          </li>
        ))}
      </ul>
    </>
  );
}

function CardFact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-xs text-fg-faint">{term}</dt>
      <dd className="min-w-0">{children}</dd>
    </div>
  );
}

function TokenStart({ token }: { token: TokenView }) {
  return <code className="text-xs text-fg-muted">{token.start}…</code>;
}

function LastUsed({ token }: { token: TokenView }) {
  return token.lastUsedAt ? <RelativeTime at={token.lastUsedAt} /> : 'Never';
}

function Expiry({ token }: { token: TokenView }) {
  const life = tokenLife(token.expiresAt, useNow());
  return (
    <span className="inline-flex flex-wrap items-center gap-2">
      {token.expiresAt ? <RelativeTime at={token.expiresAt} /> : null}
      {life ? <Chip tone={life.tone}>{life.word}</Chip> : null}
    </span>
  );
}

function RevokeButton({ token, onRevoke }: { token: TokenView; onRevoke: (token: TokenView) => void }) {
  return (
    <Button
      size="sm"
      kind="dangerOutline"
      className="js-only"
      aria-label={`Revoke ${token.name}`}
      onClick={() => onRevoke(token)}
    >
      Revoke
    </Button>
  );
}
