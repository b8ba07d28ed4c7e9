'use client';

import { type KubernetesVersion, kubernetesSupport, kubernetesVersions } from '@flowport/domain';
import { TriangleAlert } from 'lucide-react';
import { useNow } from '#components/ui/time.tsx';
import { count } from '#format/words.ts';

const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' });

/** Warns when EKS ends its standard support of the version soon; says nothing while that is far away. */
export function KubernetesSupport({ version }: { version: unknown }) {
  const now = useNow();
  if (!isKnown(version)) return null;
  const { state, ends, daysLeft } = kubernetesSupport(version, now);
  if (state === 'supported') return null;
  const date = day.format(new Date(`${ends}T00:00:00Z`));
  return (
    <span className="flex items-start gap-1.5 text-xs text-warn">
      <TriangleAlert aria-hidden className="mt-px size-3.5 shrink-0" />
      <span>
        {state === 'past'
          ? `Standard support of Kubernetes ${version} ended on ${date}.`
          : `Standard support of Kubernetes ${version} ends on ${date}, in ${count(daysLeft, 'day')}.`}{' '}
        <span className="text-fg-muted">
          AWS then bills the control plane at six times the price. {newerWords(version, now)}
        </span>
      </span>
    </span>
  );
}

function isKnown(version: unknown): version is KubernetesVersion {
  return typeof version === 'string' && version in kubernetesVersions;
}

function newerWords(version: KubernetesVersion, now: Date): string {
  const newer = Object.keys(kubernetesVersions)
    .filter(isKnown)
    .filter((other) => kubernetesSupport(other, now).daysLeft > kubernetesSupport(version, now).daysLeft);
  const latest = newer.at(-1);
  return latest === undefined ? 'There is no newer one yet.' : `Choose ${latest} to have longer.`;
}
