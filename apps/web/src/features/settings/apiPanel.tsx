import { ExternalLink } from 'lucide-react';
import { CommandBlock, CopyText } from '#components/ui/copy.tsx';
import { Panel, PanelHeader } from '#components/ui/panel.tsx';
import { viewerCurl } from './curl.ts';

/** How a program does what one does here. */
export function ApiPanel({ origin }: { origin: string }) {
  return (
    <Panel aria-labelledby="use-the-api">
      <PanelHeader
        id="use-the-api"
        title="Use the API"
        note="Everything that you can do here, a program can do over REST: request a stack, read its plan, approve, follow, connect, change, destroy."
      />
      <div className="space-y-3 px-4 pb-4 text-sm">
        <p className="flex flex-wrap items-center gap-x-2 text-fg-muted">
          It lives at <CopyText text={`${origin}/api/v1`} what="address of the API" />
        </p>
        <p className="text-fg-muted">
          Send a token with every call. It may do what you may. Whose it is, you see with:
        </p>
        <CommandBlock command={viewerCurl(origin, '$FLOWPORT_TOKEN')} what="first call of the API" />
        <p className="text-fg-muted">
          A refused call answers with a code, a message, the fields that are wrong with what to do about each, and a
          request id.
        </p>
        <p>
          <a
            href="/api/v1/openapi.json"
            target="_blank"
            rel="noreferrer"
            className="inline-flex items-center gap-1.5 rounded-sm text-accent-text underline-offset-4 hover:underline"
          >
            OpenAPI 3.1 document
            <ExternalLink aria-hidden className="size-3.5" />
            <span className="sr-only">(opens in a new tab)</span>
          </a>
        </p>
      </div>
    </Panel>
  );
}
