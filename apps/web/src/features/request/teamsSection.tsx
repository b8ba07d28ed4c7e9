'use client';

import { Callout } from '#components/ui/callout.tsx';
import { enumerate } from '#format/words.ts';
import { useDraftForm } from './formContext.tsx';
import { formModel } from './formModel.ts';
import { SchemaField } from './schemaField.tsx';

/** Who shares the stack, and what it means where one that exists gets other teams. */
export function TeamsSection() {
  const form = useDraftForm();
  const wanted = form.draft.parameters.teams.filter((name) => name !== '');
  const existing = form.baselineWord === 'Preset' ? null : form.baseline.teams;
  const leaving = existing?.filter((name) => !wanted.includes(name)) ?? [];
  return (
    <>
      {formModel.teams.map((field) => (
        <SchemaField key={field.path} field={field} />
      ))}
      {existing?.length === 0 && wanted.length > 0 ? (
        <Callout tone="warn" className="sm:col-span-2" title="The shared workspace goes away">
          Its namespace, with the flows that are deployed to it, and its role are removed. The artifacts stay in the
          bucket, under a prefix that the teams cannot read.
        </Callout>
      ) : null}
      {leaving.length > 0 ? (
        <Callout tone="warn" className="sm:col-span-2" title={`No workspace any more: ${enumerate(leaving)}`}>
          The namespace, with the flows that are deployed to it, and the role are removed. The artifacts stay in the
          bucket, where nobody else can read them.
        </Callout>
      ) : null}
    </>
  );
}
