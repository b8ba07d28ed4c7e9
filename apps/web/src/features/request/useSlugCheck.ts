'use client';

import { type FieldIssue, slugSchema } from '@flowport/domain';
import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '#client/trpc.tsx';
import { useDebounced } from '#client/useDebounced.ts';

export type SlugCheck = {
  state: 'none' | 'checking' | 'free' | 'taken';
  issue: FieldIssue | null;
  suggestion: string | null;
};

const settleMilliseconds = 350;
const noCheck: SlugCheck = { state: 'none', issue: null, suggestion: null };

/** Asks whether a well-formed name is free in the target, once one has stopped typing. */
export function useSlugCheck(slug: string, targetId: string): SlugCheck {
  const trpc = useTRPC();
  const settled = useDebounced(slug, settleMilliseconds);
  const isWellFormed = slugSchema.safeParse(slug).success;
  const check = useQuery(
    trpc.stacks.checkSlug.queryOptions(
      { slug: settled, targetId },
      { enabled: isWellFormed && settled === slug && targetId !== '', staleTime: 5000 },
    ),
  );
  if (!isWellFormed || targetId === '') return noCheck;
  if (settled !== slug || check.isFetching) return { ...noCheck, state: 'checking' };
  if (!check.data) return noCheck;
  if (check.data.available) return { ...noCheck, state: 'free' };
  const { message, suggestion } = check.data;
  return {
    state: 'taken',
    suggestion,
    issue: {
      path: 'slug',
      rule: 'slug_taken',
      message: message ?? 'The name is taken.',
      remedy: suggestion ? `${suggestion} is free.` : 'Choose another name.',
    },
  };
}
