'use client';

import { Button } from '#components/ui/button.tsx';
import { Callout } from '#components/ui/callout.tsx';
import { CopyButton } from '#components/ui/copy.tsx';

/** The one time that the secret is seen; in the page, as a dialog closes on a stray key. */
export function WebhookSecretNotice({ secret, onDismiss }: { secret: string; onDismiss: () => void }) {
  return (
    <Callout
      tone="warn"
      title="Copy the secret now: it is shown this once"
      actions={
        <Button size="sm" onClick={onDismiss}>
          I have copied it
        </Button>
      }
    >
      <p className="text-pretty">
        With it the receiver proves that what arrives is from Flowport. Flowport keeps it encrypted and cannot show it
        again; a new one can be made at any time.
      </p>
      <div className="mt-2.5 flex items-start gap-2 rounded-md border border-line bg-surface py-1 pr-1 pl-3 text-fg">
        <code className="min-w-0 flex-1 py-1 text-xs leading-5 wrap-anywhere">{secret}</code>
        <CopyButton text={secret} what="secret of the webhook" />
      </div>
    </Callout>
  );
}
