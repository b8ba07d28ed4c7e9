'use client';

import { type FieldIssue, type PresetName, presets, type StackParameters } from '@flowport/domain';
import { useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useState } from 'react';
import type { Failure } from '#client/failure.ts';
import { useTRPC } from '#client/trpc.tsx';
import { wantedPrefix } from './cidr.ts';
import {
  checkedParameters,
  draftIssues,
  draftParameters,
  type ParameterChange,
  parameterChanges,
  type StackDraft,
  valueAt,
  withPreset,
  withValueAt,
} from './draft.ts';
import { dropDraft, keepDraft, loadDraft } from './draftStorage.ts';
import { type SlugCheck, useSlugCheck } from './useSlugCheck.ts';

export type RequestDraft = {
  draft: StackDraft;
  /** The preset's own parameters: where the form started. */
  base: StackParameters;
  issues: readonly FieldIssue[];
  /** Undefined while something is wrong with them. */
  parameters: StackParameters | undefined;
  changes: readonly ParameterChange[];
  slugCheck: SlugCheck;
  isRestored: boolean;
  isDirty: boolean;
  refused: Failure | null;
  change: (change: (draft: StackDraft) => StackDraft) => void;
  choosePreset: (preset: PresetName) => void;
  startOver: () => void;
  /** What the server said stands at the fields until the form is another. */
  refuse: (failure: Failure) => void;
  /** Sent: the draft is not kept any longer. */
  finish: () => void;
};

type Start = { preset: PresetName; teamId: string; targetId: string };

/** The state of the request form: what is typed, what is wrong with it, what is kept in the tab. */
export function useRequestDraft(start: Start): RequestDraft {
  const [fresh] = useState(
    (): StackDraft => ({
      slug: '',
      teamId: start.teamId,
      targetId: start.targetId,
      description: '',
      parameters: draftParameters(presets[start.preset].parameters),
      tags: [],
    }),
  );
  const [draft, setDraft] = useState(fresh);
  // As long as nobody has chosen a network, the preset's gives way to the next one that is free.
  const [isCidrChosen, setCidrChosen] = useState(false);
  const [kept, setKept] = useState<'unread' | 'none' | 'restored' | 'sent'>('unread');
  const [refused, setRefused] = useState<{ failure: Failure; draft: StackDraft } | null>(null);

  useEffect(() => {
    const found = loadDraft();
    if (found) setDraft(found);
    setKept(found ? 'restored' : 'none');
  }, []);

  const isDirty = isCidrChosen || !sameButNetwork(draft, fresh);
  useEffect(() => {
    if (isDirty && (kept === 'none' || kept === 'restored')) keepDraft(draft);
  }, [draft, isDirty, kept]);

  const base = presets[draft.parameters.preset].parameters;
  const taken = useFreeNetwork(draft, base, {
    isWanted: kept === 'none' && !isCidrChosen,
    onFree: (cidr) => setDraft((current) => withValueAt(current, 'network.cidr', cidr)),
  });
  const slugCheck = useSlugCheck(draft.slug, draft.targetId);
  const failure = refused && refused.draft === draft ? refused.failure : null;
  const issues = useMemo(() => {
    const found = draftIssues(draft, { taken });
    if (slugCheck.issue) found.push(slugCheck.issue);
    if (failure) found.push(...serverIssues(failure));
    return found;
  }, [draft, taken, slugCheck.issue, failure]);
  const parameters = useMemo(() => checkedParameters(draft), [draft]);
  const changes = useMemo(() => {
    if (!parameters) return [];
    // Every stack has a network of its own; that is no deviation from the preset.
    return parameterChanges(base, parameters).filter(({ path }) => path !== 'network.cidr');
  }, [base, parameters]);

  const change = useCallback((edit: (draft: StackDraft) => StackDraft) => {
    setDraft((current) => {
      const next = edit(current);
      if (cidrOf(next) !== cidrOf(current)) setCidrChosen(true);
      return next;
    });
  }, []);

  return {
    draft,
    base,
    issues,
    parameters,
    changes,
    slugCheck,
    isRestored: kept === 'restored',
    isDirty: isDirty && kept !== 'sent',
    refused: failure,
    change,
    choosePreset(preset) {
      setCidrChosen(false);
      setKept('none');
      setDraft((current) => withPreset(current, preset));
    },
    startOver() {
      dropDraft();
      setDraft(fresh);
      setCidrChosen(false);
      setKept('none');
    },
    refuse: (next) => setRefused({ failure: next, draft }),
    finish() {
      dropDraft();
      setKept('sent');
    },
  };
}

function cidrOf(draft: StackDraft): unknown {
  return valueAt(draft.parameters, 'network.cidr');
}

function sameButNetwork(left: StackDraft, right: StackDraft): boolean {
  const text = (draft: StackDraft) => JSON.stringify(withValueAt(draft, 'network.cidr', null));
  return left === right || text(left) === text(right);
}

/** @returns the networks that other stacks of the target have. */
function useFreeNetwork(
  draft: StackDraft,
  base: StackParameters,
  options: { isWanted: boolean; onFree: (cidr: string) => void },
): readonly { cidr: string; slug: string }[] {
  const trpc = useTRPC();
  const prefix = wantedPrefix(cidrOf(draft), base.network.cidr);
  const { data } = useQuery(
    trpc.stacks.suggestCidr.queryOptions(
      { targetId: draft.targetId, prefix },
      { enabled: draft.targetId !== '', staleTime: 30_000 },
    ),
  );
  const free = data?.cidr ?? null;
  const { isWanted, onFree } = options;
  const isOther = free !== null && free !== cidrOf(draft);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the callback is another at each rendering and does the same
  useEffect(() => {
    if (isWanted && isOther && free !== null) onFree(free);
  }, [isWanted, isOther, free]);
  return data?.taken ?? none;
}

const none: readonly { cidr: string; slug: string }[] = [];

/** What the API says about `parameters.network.cidr` belongs to the field `network.cidr`. */
export function serverIssues(failure: Failure): FieldIssue[] {
  return failure.issues.map((issue) => ({ ...issue, path: issue.path.replace(/^parameters\./, '') }));
}
