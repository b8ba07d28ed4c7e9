'use client';

import { useQuery } from '@tanstack/react-query';
import { FlaskConical } from 'lucide-react';
import { useTRPC } from '#client/trpc.tsx';
import { enumerate } from '#format/words.ts';

/** Says, wherever one is, that a sandbox is a sandbox. */
export function SandboxBanner() {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.targets.list.queryOptions(undefined, { staleTime: 60_000 }));
  const sandboxes = data?.items.filter((target) => target.kind === 'sandbox') ?? [];
  if (sandboxes.length === 0) return null;
  const names = enumerate(sandboxes.map((target) => target.name));
  return (
    <aside
      aria-label="About the sandbox"
      className="flex items-start gap-2 border-b border-line bg-sunken px-4 py-1.5 text-xs text-fg-muted sm:px-8"
    >
      <FlaskConical aria-hidden className="mt-px size-3.5 shrink-0 text-warn" />
      <p>
        <strong className="font-medium text-fg">{names}</strong> simulates AWS and Kubernetes on this machine: Terraform
        is real, what it creates there is not, and nothing is billed.
      </p>
    </aside>
  );
}
