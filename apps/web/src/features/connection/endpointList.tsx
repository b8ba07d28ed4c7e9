'use client';

import type { ConnectionPack } from '@flowport/domain';
import { ExternalLink } from 'lucide-react';
import { CommandBlock, CopyButton, CopyText } from '#components/ui/copy.tsx';

type Endpoint = ConnectionPack['endpoints'][number];

/** Each service with the command that opens it, and where it answers then and inside the cluster. */
export function EndpointList({ endpoints }: { endpoints: readonly Endpoint[] }) {
  return (
    <ul aria-label="Endpoints" className="divide-y divide-line">
      {endpoints.map((endpoint) => (
        <li key={endpoint.id} className="py-4 first:pt-0 last:pb-0">
          <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
            <h3 className="text-sm font-medium">{endpoint.title}</h3>
            <span className="inline-flex items-center gap-0.5 text-sm">
              <a
                href={endpoint.localUrl}
                target="_blank"
                rel="noreferrer"
                title="Answers while the command below runs on this machine"
                className="inline-flex items-center gap-1 rounded-sm text-accent-text hover:underline"
              >
                {endpoint.localUrl}
                <ExternalLink aria-label="opens in a new tab" className="size-3.5" />
              </a>
              <CopyButton text={endpoint.localUrl} what={`local URL of ${endpoint.title}`} />
            </span>
          </div>
          <CommandBlock
            command={endpoint.portForwardCommand}
            what={`port-forward command of ${endpoint.title}`}
            className="mt-2"
          />
          <p className="mt-1.5 flex min-w-0 flex-wrap items-center gap-x-1.5 text-xs text-fg-faint">
            Inside the cluster
            <CopyText text={endpoint.internalUrl} what={`internal URL of ${endpoint.title}`} />
          </p>
        </li>
      ))}
    </ul>
  );
}
