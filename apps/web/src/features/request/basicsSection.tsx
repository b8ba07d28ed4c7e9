'use client';

import { descriptionSchema, slugSchema, type TargetView, type TeamView } from '@flowport/domain';
import { CircleCheck, LoaderCircle } from 'lucide-react';
import { Input, Select, Textarea } from '#components/ui/controls.tsx';
import { Field } from '#components/ui/field.tsx';
import { Panel, PanelHeader } from '#components/ui/panel.tsx';
import { fieldId, useDraftForm } from './formContext.tsx';
import type { SlugCheck } from './useSlugCheck.ts';

type BasicsProps = { teams: readonly TeamView[]; targets: readonly TargetView[]; slugCheck: SlugCheck };

export function BasicsSection({ teams, targets, slugCheck }: BasicsProps) {
  const form = useDraftForm();
  const { draft } = form;
  const slugMeta = slugSchema.meta();
  const descriptionMeta = descriptionSchema.meta();
  return (
    <Panel aria-labelledby="basics-title">
      <PanelHeader id="basics-title" title="Basics" />
      <div className="grid gap-x-6 gap-y-5 px-4 pb-4 sm:grid-cols-2">
        <Field
          id={fieldId('slug')}
          label={slugMeta?.title ?? 'Name'}
          description={slugMeta?.description}
          problem={form.problemOf('slug')}
          className="sm:col-span-2"
        >
          {(aria) => (
            <span className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
              <Input
                {...aria}
                value={draft.slug}
                placeholder="fraud-models"
                autoComplete="off"
                autoCapitalize="none"
                spellCheck={false}
                maxLength={200}
                className="max-w-72"
                onBlur={() => form.visit('slug')}
                onChange={(event) => form.edit('slug', (current) => ({ ...current, slug: event.target.value }))}
              />
              <SlugHint check={slugCheck} />
            </span>
          )}
        </Field>
        <Field
          id={fieldId('teamId')}
          label="Team"
          description="Owns the stack; its members see it and its connection pack."
          problem={form.problemOf('teamId')}
        >
          {(aria) => (
            <Select
              {...aria}
              value={draft.teamId}
              onChange={(event) => form.edit('teamId', (current) => ({ ...current, teamId: event.target.value }))}
            >
              {draft.teamId === '' ? <option value="">Choose a team</option> : null}
              {teams.map((team) => (
                <option key={team.id} value={team.id}>
                  {team.name}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field
          id={fieldId('targetId')}
          label="Target"
          description="The AWS account and region where it will live."
          problem={form.problemOf('targetId')}
        >
          {(aria) => (
            <Select
              {...aria}
              value={draft.targetId}
              onChange={(event) => form.edit('targetId', (current) => ({ ...current, targetId: event.target.value }))}
            >
              {draft.targetId === '' ? <option value="">Choose a target</option> : null}
              {targets.map((target) => (
                <option key={target.id} value={target.id}>
                  {target.name} ({target.kind === 'sandbox' ? 'sandbox, ' : ''}
                  {target.region})
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field
          id={fieldId('description')}
          label={descriptionMeta?.title ?? 'What is it for?'}
          description={descriptionMeta?.description}
          problem={form.problemOf('description')}
          optional
          className="sm:col-span-2"
        >
          {(aria) => (
            <Textarea
              {...aria}
              rows={3}
              value={draft.description}
              onBlur={() => form.visit('description')}
              onChange={(event) =>
                form.edit('description', (current) => ({ ...current, description: event.target.value }))
              }
            />
          )}
        </Field>
      </div>
    </Panel>
  );
}

function SlugHint({ check }: { check: SlugCheck }) {
  const form = useDraftForm();
  const { suggestion } = check;
  return (
    <span aria-live="polite" className="text-xs text-fg-muted">
      {check.state === 'checking' ? (
        <span className="inline-flex items-center gap-1">
          <LoaderCircle aria-hidden className="size-3.5 animate-spin" />
          Looking whether it is free
        </span>
      ) : null}
      {check.state === 'free' ? (
        <span className="inline-flex items-center gap-1 text-ok">
          <CircleCheck aria-hidden className="size-3.5" />
          Free in this target
        </span>
      ) : null}
      {check.state === 'taken' && suggestion ? (
        <button
          type="button"
          className="rounded-sm text-accent-text hover:underline"
          onClick={() => form.edit('slug', (current) => ({ ...current, slug: suggestion }))}
        >
          Use {suggestion} instead
        </button>
      ) : null}
    </span>
  );
}
