'use client';

import { type ReactNode, useState } from 'react';
import { Textarea } from '#components/ui/controls.tsx';
import { CommandBlock } from '#components/ui/copy.tsx';
import { Field } from '#components/ui/field.tsx';
import { FileBlock } from '#components/ui/fileBlock.tsx';
import { Panel, PanelHeader } from '#components/ui/panel.tsx';
import { enumerate } from '#format/words.ts';
import { awsSetup } from './awsSetup.ts';
import { fieldTexts } from './fieldTexts.ts';
import { parsePrincipals } from './principal.ts';
import type { TargetDraft } from './targetForm.ts';

/** What the target's account has to hold before Flowport can act there, rendered from the form as it stands. */
export function AwsSetupPanel({ draft }: { draft: TargetDraft }) {
  const [identity, setIdentity] = useState('');
  const { principals, problem } = parsePrincipals(identity);
  const setup = awsSetup(draft, principals);
  const missing = setup.missing.map((field) => fieldTexts[field].label);
  return (
    <Panel aria-labelledby="aws-setup">
      <PanelHeader
        id="aws-setup"
        title="To create in AWS"
        note="Rendered from the form. Flowport creates none of this itself; it needs it before the first run."
      />
      <ol className="space-y-6 px-4 pb-4">
        <Step number={1} title="A bucket for the state">
          {setup.bucketCommands.map((command, index) => (
            <CommandBlock key={command} command={command} what={`bucket command ${index + 1}`} />
          ))}
        </Step>
        <Step
          number={2}
          title="The deployer role"
          text="Whom it trusts: the identity of Flowport alone, and only with the external id."
        >
          <Field
            id="flowport-identity"
            label="Identity of Flowport"
            description={
              <>
                The <code>Arn</code> that <code>aws sts get-caller-identity</code> prints where the portal and the
                worker run. Two, if they differ. It stays in this page.
              </>
            }
            problem={identity.trim() === '' ? undefined : problem}
          >
            {(aria) => (
              <Textarea
                {...aria}
                rows={1}
                spellCheck={false}
                className="min-h-8 font-mono text-xs"
                placeholder="arn:aws:iam::444455556666:role/flowport"
                value={identity}
                onChange={(event) => setIdentity(event.target.value)}
              />
            )}
          </Field>
          <FileBlock title="Trust policy" fileName="trust.json" text={setup.trust} />
          <FileBlock title="Permissions" fileName="permissions.json" text={setup.permissions} />
          <p className="text-xs text-pretty text-fg-muted">
            The permissions are bound to the region and to names that begin with mf-. They include creating roles, so
            give the stacks an account of their own, or add a permissions boundary of yours.
          </p>
          {setup.roleCommands.map((command, index) => (
            <CommandBlock key={command} command={command} what={`role command ${index + 1}`} />
          ))}
        </Step>
        {setup.planRoleCommands ? (
          <Step
            number={3}
            title="The read-only role"
            text="With the same trust policy. A state that is encrypted with a KMS key needs kms:Decrypt on that key as well."
          >
            {setup.planRoleCommands.map((command, index) => (
              <CommandBlock key={command} command={command} what={`read-only role command ${index + 1}`} />
            ))}
          </Step>
        ) : null}
      </ol>
      <p className="border-t border-line px-4 py-3 text-xs text-fg-muted">
        {missing.length > 0
          ? `Still in angle brackets: ${enumerate([...new Set(missing)])}. AWS refuses these placeholders.`
          : principals.length === 0
            ? 'The identity of Flowport is still in angle brackets. AWS refuses this placeholder.'
            : 'Complete. Run it with credentials of an administrator of the account.'}
      </p>
    </Panel>
  );
}

type StepProps = { number: number; title: string; text?: string; children: ReactNode };

function Step({ number, title, text, children }: StepProps) {
  return (
    <li className="flex gap-3">
      <span
        aria-hidden
        className="grid size-5 shrink-0 place-items-center rounded-full border border-line-strong text-2xs font-semibold text-fg-muted"
      >
        {number}
      </span>
      <div className="min-w-0 flex-1 space-y-2">
        <h3 className="text-sm font-medium">{title}</h3>
        {text ? <p className="text-xs text-pretty text-fg-muted">{text}</p> : null}
        {children}
      </div>
    </li>
  );
}
