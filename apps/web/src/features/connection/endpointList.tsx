'use client';

import type { ConnectionPack } from '@flowport/domain';
import { ExternalLink } from 'lucide-react';
import { CommandBlock, CopyButton, CopyText } from '#components/ui/copy.tsx';

type Endpoint = ConnectionPack['endpoints'][number];

/** Each service: its public address where it has one, the command that opens it, and where it answers then. */
export function EndpointList({ endpoints }: { endpoints: readonly Endpoint[] }) {
  return (
    <ul aria-label="Endpoints" className="divide-y divide-line">
      {endpoints.map((endpoint) => (
        <li key={endpoint.id} className="py-4 first:pt-0 last:pb-0">
          <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
            <h3 className="text-sm font-medium">{endpoint.title}</h3>
            {endpoint.url === null ? (
              <Address
                url={endpoint.localUrl}
                what={`local URL of ${endpoint.title}`}
                title="Answers while the command below runs on this machine"
              />
            ) : (
              <Address
                url={endpoint.url}
                what={`URL of ${endpoint.title}`}
                title="Answers to everybody whom the load balancer lets in"
              />
            )}
          </div>
          <CommandBlock
            command={endpoint.portForwardCommand}
            what={`port-forward command of ${endpoint.title}`}
            className="mt-2"
          />
          <div className="mt-1.5 flex min-w-0 flex-wrap items-center gap-x-4 text-xs text-fg-faint">
            {endpoint.url === null ? null : (
              <span className="inline-flex min-w-0 items-center gap-1.5">
                Opens
                <CopyText text={endpoint.localUrl} what={`local URL of ${endpoint.title}`} />
              </span>
            )}
            <span className="inline-flex min-w-0 items-center gap-1.5">
              <span className="shrink-0">Inside the cluster</span>
              <CopyText text={endpoint.internalUrl} what={`internal URL of ${endpoint.title}`} />
            </span>
          </div>
        </li>
      ))}
    </ul>
  );
}

function Address({ url, what, title }: { url: string; what: string; title: string }) {
  return (
    <span className="inline-flex min-w-0 items-center gap-0.5 text-sm">
      <a
        href={url}
        target="_blank"
        rel="noreferrer"
        title={title}
        className="inline-flex min-w-0 items-center gap-1 rounded-sm text-accent-text wrap-anywhere hover:underline"
      >
        {url}
        <ExternalLink aria-label="opens in a new tab" className="size-3.5 shrink-0" />
      </a>
      <CopyButton text={url} what={what} />
    </span>
  );
}
