'use client';

import { type StackView, stackParametersSchema } from '@flowport/domain';
import { Pencil } from 'lucide-react';
import { LinkButton } from '#components/ui/button.tsx';
import { Callout } from '#components/ui/callout.tsx';
import { AllParameters } from '#features/request/allParameters.tsx';

export function ParametersTab({ stack }: { stack: StackView }) {
  const parsed = stackParametersSchema.safeParse(stack.parameters);
  return (
    <div className="space-y-4">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <p className="text-sm text-fg-muted">
          What the stack was last asked to be. A change is planned and approved like the first request.
        </p>
        {stack.may.change || stack.may.queue ? (
          <LinkButton href={`/stacks/${stack.id}/change`}>
            <Pencil aria-hidden />
            Request a change
          </LinkButton>
        ) : null}
      </div>
      {stack.blockedBy && !stack.may.queue ? (
        <Callout tone="idle">No change can be requested now: {stack.blockedBy}</Callout>
      ) : null}
      {parsed.success ? (
        <AllParameters parameters={parsed.data} open />
      ) : (
        <Callout tone="warn" title="These parameters are from an older version of the blueprint">
          <pre className="mt-2 overflow-x-auto text-xs">{JSON.stringify(stack.parameters, null, 2)}</pre>
        </Callout>
      )}
    </div>
  );
}
