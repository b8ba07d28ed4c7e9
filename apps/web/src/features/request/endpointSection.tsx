'use client';

import { endpointHosts, endpointModes, portForward } from '@flowport/domain';
import { useQuery } from '@tanstack/react-query';
import { useRef } from 'react';
import { useTRPC } from '#client/trpc.tsx';
import { Button } from '#components/ui/button.tsx';
import { Callout } from '#components/ui/callout.tsx';
import { FieldProblemText } from '#components/ui/field.tsx';
import { BaselineHint } from './baselineHint.tsx';
import { valueAt } from './draft.ts';
import { type EndpointDraft, endpointInMode, typedParts } from './endpointDraft.ts';
import { EndpointModeCards } from './endpointModeCards.tsx';
import { baselineValue, fieldId, useDraftForm } from './formContext.tsx';
import { formModel, isUnder } from './formModel.ts';
import { LeafField } from './leafField.tsx';
import { SchemaField } from './schemaField.tsx';

/** How the services are reached: the mode, then the fields of that mode alone. */
export function EndpointSection() {
  const form = useDraftForm();
  const { endpoint } = form.draft.parameters;
  const mode = endpointModes.find((known) => known === endpoint.mode) ?? 'port-forward';
  const typed = useRef<EndpointDraft>({});
  return (
    <>
      <div className="sm:col-span-2">
        <EndpointModeCards
          value={mode}
          onChange={(next) => {
            typed.current = typedParts(endpoint, typed.current);
            form.setValue('endpoint', endpointInMode(typed.current, next));
          }}
        />
        {baselineValue(form, 'endpoint.mode') ? (
          <div className="mt-1.5 text-xs text-fg-muted">
            <ModeBefore />
          </div>
        ) : null}
      </div>
      {mode === 'port-forward' ? null : <LoadBalancerFields />}
      {mode === 'alb-oidc' ? <ProviderFields /> : null}
    </>
  );
}

function ModeBefore() {
  const form = useDraftForm();
  if (form.baselineWord === 'Preset') return null;
  return <BaselineHint path="endpoint.mode" />;
}

function LoadBalancerFields() {
  const form = useDraftForm();
  const domain = valueAt(form.draft.parameters, 'endpoint.domain');
  const isWrong = form.problemOf('endpoint.domain') !== undefined;
  const hosts = typeof domain === 'string' ? endpointHosts({ mode: 'alb-cognito', domain }) : null;
  const fields = formModel.endpoint.filter(({ path }) => path !== 'endpoint.mode' && !isUnder(path, 'endpoint.oidc'));
  return (
    <>
      <SandboxZone />
      {fields.map((field) => (
        <SchemaField key={field.path} field={field} />
      ))}
      {hosts && !isWrong ? (
        <Callout tone="idle" className="sm:col-span-2" title="Where the services will answer">
          <ul className="mt-1 space-y-0.5">
            {Object.values(hosts).map((host) => (
              <li key={host}>
                <code className="text-xs">https://{host}</code>
              </li>
            ))}
          </ul>
        </Callout>
      ) : null}
    </>
  );
}

function ProviderFields() {
  const form = useDraftForm();
  const provider = formModel.endpoint.find(({ path }) => path === 'endpoint.oidc');
  const problem = form.problemOf('endpoint.oidc');
  if (provider?.kind !== 'group') return null;
  return (
    <fieldset id={fieldId(provider.path)} className="rounded-md border border-line p-4 sm:col-span-2">
      <legend className="sr-only">{provider.title}</legend>
      <p className="text-sm font-medium">{provider.title}</p>
      <p className="mt-0.5 text-xs text-pretty text-fg-muted">
        As its page <code>/.well-known/openid-configuration</code> says. Register{' '}
        <code>{redirectHint(valueAt(form.draft.parameters, 'endpoint.domain'))}</code> as addresses to return to. Name
        its secret <code>flowport/…</code>, so that the deployer role can read it.
      </p>
      <div className="mt-4 grid gap-x-6 gap-y-4 sm:grid-cols-2">
        {provider.fields.map((field) => (
          <LeafField key={field.path} field={field} />
        ))}
      </div>
      {problem ? <FieldProblemText id={`${fieldId(provider.path)}-problem`} problem={problem} /> : null}
    </fieldset>
  );
}

/** Where an Application Load Balancer takes the answer of an identity provider, by AWS's documentation. */
function redirectHint(domain: unknown): string {
  const name = typeof domain === 'string' && domain !== '' ? domain : '<domain>';
  return `https://{ui,argo}.${name}/oauth2/idpresponse`;
}

/** The hosted zone that the account of every sandbox begins with. */
const sandboxZone = { name: 'metaflow.example.com', id: 'Z0FLOWPORTSANDBOX' };

/** Nobody has a zone of their own in a sandbox: its one is filled in by a click. */
function SandboxZone() {
  const trpc = useTRPC();
  const form = useDraftForm();
  const targets = useQuery(trpc.targets.list.queryOptions()).data?.items ?? [];
  const { draft } = form;
  const isSandbox = targets.find(({ id }) => id === draft.targetId)?.kind === 'sandbox';
  const { endpoint } = draft.parameters;
  if (!isSandbox || (endpoint.zoneId !== null && endpoint.domain !== null)) return null;
  const domain = `${draft.slug || 'my-stack'}.${sandboxZone.name}`;
  return (
    <Callout
      tone="accent"
      className="sm:col-span-2"
      title={`The sandbox has the hosted zone ${sandboxZone.name}`}
      actions={
        <Button
          size="sm"
          onClick={() => form.setValue('endpoint', { ...portForward, ...endpoint, domain, zoneId: sandboxZone.id })}
        >
          Use {domain}
        </Button>
      }
    >
      Nothing is asked of a real name server.
    </Callout>
  );
}
