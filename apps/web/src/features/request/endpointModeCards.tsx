'use client';

import { type EndpointMode, endpointModes, estimateCost, portForward, presets, sections } from '@flowport/domain';
import { cx } from '#components/ui/classNames.ts';
import { formatCents } from '#format/money.ts';
import { fieldId, useDraftForm } from './formContext.tsx';
import { endpointModeTitles } from './optionLabels.ts';

const meanings: Record<EndpointMode, { what: string; needs: string }> = {
  'port-forward': {
    what: 'Nothing is opened to the outside. People reach the services through kubectl, with the rights that they have in the cluster.',
    needs: 'Needs nothing.',
  },
  'alb-oidc': {
    what: 'UI and Argo answer in your domain and ask your own identity provider who is there. Programs send a key or a token.',
    needs: 'Needs a hosted zone, and a client at an OpenID Connect provider.',
  },
  'alb-cognito': {
    what: 'The same, with a user pool of its own in Amazon Cognito, which the stack brings along.',
    needs: 'Needs a hosted zone.',
  },
};

/** The modes of access, each with what it opens, needs and costs. */
export function EndpointModeCards({
  value,
  onChange,
}: {
  value: EndpointMode;
  onChange: (mode: EndpointMode) => void;
}) {
  const form = useDraftForm();
  const base = presets[form.draft.parameters.preset].parameters;
  const costOf = (mode: EndpointMode) =>
    estimateCost({ ...base, endpoint: { ...portForward, mode } }).floorCents -
    estimateCost({ ...base, endpoint: portForward }).floorCents;
  const id = fieldId('endpoint.mode');
  return (
    <fieldset id={id} aria-describedby={`${id}-description`}>
      <legend className="sr-only">{sections.endpoint.shape.mode.meta()?.title}</legend>
      <p id={`${id}-description`} className="mt-0.5 text-xs text-pretty text-fg-muted">
        {sections.endpoint.shape.mode.meta()?.description}
      </p>
      <div className="mt-2 grid gap-2 lg:grid-cols-3">
        {endpointModes.map((mode) => (
          <label
            key={mode}
            className={cx(
              'flex cursor-pointer gap-2.5 rounded-md border p-3 has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent',
              mode === value ? 'border-accent bg-accent-tint' : 'border-line-strong hover:bg-hover',
            )}
          >
            <input
              type="radio"
              name={id}
              checked={mode === value}
              onChange={() => onChange(mode)}
              aria-label={endpointModeTitles[mode]}
              aria-describedby={`${id}-${mode}`}
              className="mt-0.5 size-4 shrink-0 accent-accent"
            />
            <span className="flex min-w-0 flex-col">
              <span className="text-sm font-medium">{endpointModeTitles[mode]}</span>
              <span id={`${id}-${mode}`} className="mt-0.5 flex flex-1 flex-col text-xs text-pretty text-fg-muted">
                <span className="mb-2">{meanings[mode].what}</span>
                <span className="mt-auto">
                  {meanings[mode].needs}{' '}
                  <span className="tabular-nums">
                    {mode === 'port-forward' ? 'Costs nothing.' : `About ${formatCents(costOf(mode))} a month.`}
                  </span>
                </span>
              </span>
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
