import type { DriftView } from '@flowport/domain';
import { Callout } from '#components/ui/callout.tsx';
import { layerTitles } from '#features/runs/stepLabel.ts';
import { enumerate } from '#format/words.ts';

/** Layers that a look could not reach: what is said of the others is true, of these nothing is known. */
export function SkippedLayers({ skipped, className }: Pick<DriftView, 'skipped'> & { className?: string }) {
  if (skipped.length === 0) return null;
  const names = enumerate(skipped.map(({ layer }) => layerTitles[layer]));
  return (
    <Callout tone="warn" title={`${names} could not be checked`} {...(className === undefined ? {} : { className })}>
      <p>Something that it needs in a layer below is gone, so nothing is known of it until that is put back.</p>
      {skipped.map(({ layer, reason }) => (
        <p key={layer} className="mt-1 text-xs">
          {reason}
        </p>
      ))}
    </Callout>
  );
}
