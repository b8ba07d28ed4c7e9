import type { StackParameters } from '@flowport/domain';
import { ChevronRight } from 'lucide-react';
import { draftParameters, valueAt } from './draft.ts';
import { formModel, leafFields, sectionIds, sectionTitles } from './formModel.ts';
import { valueLabel } from './optionLabels.ts';

/** All values in the order of the form, folded: the differences above are what one looks at first. */
export function AllParameters({ parameters, open = false }: { parameters: StackParameters; open?: boolean }) {
  const values = draftParameters(parameters);
  return (
    <details open={open} className="group rounded-lg border border-line">
      <summary className="flex items-center gap-2 rounded-lg px-4 py-3 text-sm font-semibold hover:bg-hover">
        <ChevronRight aria-hidden className="size-4 text-fg-faint transition-transform group-open:rotate-90" />
        <h2>All parameters</h2>
      </summary>
      <div className="grid gap-x-8 border-t border-line px-4 pt-1 pb-4 md:grid-cols-2">
        {sectionIds.map((section) => (
          <section key={section} aria-label={sectionTitles[section].title} className="pt-4">
            <h3 className="text-xs font-medium text-fg-muted">{sectionTitles[section].title}</h3>
            <dl className="mt-1">
              {formModel[section].flatMap((field) => {
                const group = valueAt(values, field.path);
                const rows = field.kind === 'group' && group !== null ? leafFields(field.fields) : [field];
                return rows.map((row) => (
                  <div
                    key={row.path}
                    className="flex items-baseline justify-between gap-4 border-b border-line py-1.5 last:border-b-0"
                  >
                    <dt className="text-fg-muted">
                      {field === row ? null : <span className="text-fg-faint">{field.title}: </span>}
                      {row.title}
                    </dt>
                    <dd className="text-right wrap-anywhere tabular-nums">
                      {valueLabel(row.path, valueAt(values, row.path))}
                    </dd>
                  </div>
                ));
              })}
            </dl>
          </section>
        ))}
        {Object.keys(parameters.tags).length > 0 ? (
          <section aria-label="Tags" className="pt-4">
            <h3 className="text-xs font-medium text-fg-muted">Tags</h3>
            <dl className="mt-1">
              {Object.entries(parameters.tags).map(([key, value]) => (
                <div
                  key={key}
                  className="flex items-baseline justify-between gap-4 border-b border-line py-1.5 last:border-b-0"
                >
                  <dt className="wrap-anywhere text-fg-muted">{key}</dt>
                  <dd className="text-right wrap-anywhere">{value}</dd>
                </div>
              ))}
            </dl>
          </section>
        ) : null}
      </div>
    </details>
  );
}
