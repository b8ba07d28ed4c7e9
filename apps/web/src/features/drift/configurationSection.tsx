import type { DriftView } from '@flowport/domain';
import { ChevronRight } from 'lucide-react';
import { ChangeRow } from '#features/plan/changeRow.tsx';
import { layerTitles } from '#features/runs/stepLabel.ts';
import { count } from '#format/words.ts';

/** What the next apply would change though nobody has touched it: apart from drift, as nobody need be asked. */
export function ConfigurationSection({ configuration }: Pick<DriftView, 'configuration'>) {
  const total = configuration.reduce((sum, { changes }) => sum + changes.length, 0);
  if (total === 0) return null;
  return (
    <details className="group/rest border-t border-line">
      <summary className="flex items-center gap-2 px-4 py-2.5 text-sm hover:bg-hover">
        <ChevronRight
          aria-hidden
          className="size-4 shrink-0 text-fg-faint transition-transform group-open/rest:rotate-90"
        />
        <h3 className="font-medium">Would change with the next apply</h3>
        <span className="ml-auto text-xs text-fg-muted">{count(total, 'resource')}</span>
      </summary>
      <p className="px-4 pb-2 pl-10 text-xs text-fg-muted">
        Nobody changed these outside. The present blueprint, or parameters that were never applied, make something else
        of them than the last apply did.
      </p>
      {configuration.map(({ layer, changes }) => (
        <section key={layer} aria-label={`${layerTitles[layer]}: would change with the next apply`}>
          <h4 className="border-t border-line bg-sunken px-4 py-1.5 text-xs font-medium text-fg-muted">
            {layerTitles[layer]}
          </h4>
          <ul className="divide-y divide-line border-t border-line">
            {changes.map((change) => (
              <ChangeRow key={change.address} change={change} />
            ))}
          </ul>
        </section>
      ))}
    </details>
  );
}
