import type { Kept } from '@flowport/domain';
import { CopyText } from '#components/ui/copy.tsx';
import { keptTitles } from './dataChoices.ts';

/** What outlives a destroy, by the names under which AWS knows it. */
export function KeptList({ kept, label }: { kept: readonly Kept[]; label: string }) {
  return (
    <ul aria-label={label} className="space-y-1">
      {kept.map(({ kind, name }) => (
        <li key={`${kind} ${name}`} className="flex min-w-0 flex-wrap items-center gap-x-2">
          <span className="text-fg-muted">{keptTitles[kind]}</span>
          <CopyText text={name} what={`name of the ${keptTitles[kind].toLowerCase()}`} />
        </li>
      ))}
    </ul>
  );
}
