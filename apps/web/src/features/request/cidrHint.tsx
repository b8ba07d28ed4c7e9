'use client';

import { presets } from '@flowport/domain';
import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '#client/trpc.tsx';
import { BaselineHint } from './baselineHint.tsx';
import { wantedPrefix } from './cidr.ts';
import { valueAt } from './draft.ts';
import { useDraftForm } from './formContext.tsx';

/** The next network of this size that no stack of the target has, one click away. */
export function CidrHint() {
  const trpc = useTRPC();
  const form = useDraftForm();
  const { draft } = form;
  const cidr = valueAt(draft.parameters, 'network.cidr');
  const prefix = wantedPrefix(cidr, presets[draft.parameters.preset].parameters.network.cidr);
  const suggestion = useQuery(
    trpc.stacks.suggestCidr.queryOptions(
      { targetId: draft.targetId, prefix },
      { enabled: draft.targetId !== '', staleTime: 30_000 },
    ),
  );
  const free = suggestion.data?.cidr;
  if (form.baselineWord !== 'Preset') return <BaselineHint path="network.cidr" />;
  if (suggestion.data && free === null)
    return <>Every network of this size is taken in the target. Try a smaller one.</>;
  if (!free) return null;
  if (free === cidr) return <>The next free network of this size in the target.</>;
  return (
    <span className="inline-flex items-center gap-1.5">
      Next free: <code>{free}</code>
      <button
        type="button"
        onClick={() => form.setValue('network.cidr', free)}
        className="rounded-sm text-accent-text hover:underline"
      >
        Use it
      </button>
    </span>
  );
}
