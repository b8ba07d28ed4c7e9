'use client';

import { Button } from '#components/ui/button.tsx';
import { Callout } from '#components/ui/callout.tsx';
import { CommandBlock, CopyButton } from '#components/ui/copy.tsx';
import type { NewToken } from './createTokenDialog.tsx';
import { viewerCurl } from './curl.ts';

type NewTokenNoticeProps = { created: NewToken; origin: string; onDismiss: () => void };

/**
 * The one time that the secret is seen. It stands in the page rather than in a dialog, as a dialog closes on a stray key
 * or click, and with it the secret would be gone.
 */
export function NewTokenNotice({ created, origin, onDismiss }: NewTokenNoticeProps) {
  return (
    <Callout
      tone="warn"
      title={`Copy ${created.name} now: it is shown this once`}
      className="mx-4 mb-4"
      actions={
        <Button size="sm" onClick={onDismiss}>
          I have copied it
        </Button>
      }
    >
      <p className="text-pretty">
        Flowport keeps only a hash of it and cannot show it again. Keep it where your program reads its secrets, not in
        a repository.
      </p>
      <div className="mt-2.5 flex items-start gap-2 rounded-md border border-line bg-surface py-1 pr-1 pl-3 text-fg">
        <code className="min-w-0 flex-1 py-1 text-xs leading-5 wrap-anywhere">{created.token}</code>
        <CopyButton text={created.token} what={`token ${created.name}`} />
      </div>
      <p className="mt-3 mb-1.5">Try it:</p>
      <CommandBlock
        command={viewerCurl(origin, created.token)}
        what={`call with ${created.name}`}
        className="bg-surface text-fg"
      />
    </Callout>
  );
}
