'use client';

import type { TargetView } from '@flowport/domain';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTRPC } from '#client/trpc.tsx';

/** Checks a target, and shows the answer wherever the target is shown. */
export function useCheckTarget(onChecked: (target: TargetView) => void = () => {}) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  return useMutation(
    trpc.targets.check.mutationOptions({
      onSuccess: (checked) => {
        queryClient.setQueryData(trpc.targets.list.queryKey(), (list) =>
          list ? { items: list.items.map((target) => (target.id === checked.id ? checked : target)) } : list,
        );
        onChecked(checked);
      },
    }),
  );
}
