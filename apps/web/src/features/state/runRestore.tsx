'use client';

import type { EntryFate, RunView } from '@flowport/domain';
import { Callout } from '#components/ui/callout.tsx';
import { layerTitles } from '#features/runs/stepLabel.ts';
import { count, inSentence } from '#format/words.ts';

const fates: Record<EntryFate, string> = {
  returns: 'known again: the older state has it and the present one does not',
  reverts: 'as the older state has it: the plan reads it anew',
  stays: 'kept as it is: the present state alone knows it',
  kept: 'kept as it is: another object stands at this address since',
  moved: 'left where it is: the present state knows it at another address',
};
const order: readonly EntryFate[] = ['returns', 'reverts', 'kept', 'moved', 'stays'];

/** What a roll back makes of the entries of the state: whoever decides reads it beside the plan. */
export function RunRestore({ run: { restore } }: { run: RunView }) {
  if (restore === null) return null;
  const { layer, planned, serial } = restore;
  const entries = planned?.entries ?? [];
  return (
    <Callout tone="idle" title={`The state of ${inSentence(layerTitles[layer])} goes back to serial ${serial}`}>
      {planned === null ? (
        <p>What that does to it is being worked out.</p>
      ) : (
        <>
          <p>
            {planned.seen
              ? `From serial ${planned.seen.serial}; it is written as serial ${planned.seen.serial + 1}, if it has not moved by then.`
              : 'There is no state at present.'}{' '}
            {entries.length === 0 ? 'No entry differs.' : null}
          </p>
          {order
            .map((fate) => ({ fate, of: entries.filter((entry) => entry.fate === fate) }))
            .filter(({ of }) => of.length > 0)
            .map(({ fate, of }) => (
              <details key={fate} open={of.length <= 10} className="mt-2">
                <summary className="text-fg">
                  {count(of.length, 'entry', 'entries')} {fates[fate]}
                </summary>
                <ul aria-label={`Entries ${fates[fate]}`} className="mt-1 space-y-0.5 pl-4">
                  {of.map(({ address }) => (
                    <li key={address}>
                      <code className="text-xs wrap-anywhere">{address}</code>
                    </li>
                  ))}
                </ul>
              </details>
            ))}
        </>
      )}
    </Callout>
  );
}
