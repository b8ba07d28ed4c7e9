import type { StackParameters } from '@flowport/domain';
import { ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';
import { draftParameters, valueAt } from './draft.ts';
import { formModel, isUnder, leafFields, type SectionId, sectionIds, sectionTitles } from './formModel.ts';
import { nodesLabel, parameterLabel } from './parameterLabel.ts';

/** All values in the order of the form, folded: the differences above are what one looks at first. */
export function AllParameters({ parameters, open = false }: { parameters: StackParameters; open?: boolean }) {
  return (
    <details open={open} className="group rounded-lg border border-line">
      <summary className="flex items-center gap-2 rounded-lg px-4 py-3 text-sm font-semibold hover:bg-hover">
        <ChevronRight aria-hidden className="size-4 text-fg-faint transition-transform group-open:rotate-90" />
        <h2>All parameters</h2>
      </summary>
      {/* Columns fill one after the other: sections are of very different lengths. */}
      <div className="gap-x-8 border-t border-line px-4 pt-1 pb-4 md:columns-2">
        {sectionIds.map((section) => (
          <Section key={section} title={sectionTitles[section].title}>
            {rowsOf(section, parameters).map(({ path, title, group, value }) => (
              <Row key={path} value={value}>
                {group ? <span className="text-fg-faint">{group}: </span> : null}
                {title}
              </Row>
            ))}
          </Section>
        ))}
        {Object.keys(parameters.tags).length > 0 ? (
          <Section title="Tags">
            {Object.entries(parameters.tags).map(([key, value]) => (
              <Row key={key} value={value}>
                {key}
              </Row>
            ))}
          </Section>
        ) : null}
      </div>
    </details>
  );
}

type ParameterRow = { path: string; title: string; group: string | null; value: string };

function rowsOf(section: SectionId, parameters: StackParameters): ParameterRow[] {
  const values = draftParameters(parameters);
  return formModel[section]
    .filter(({ path }) => isMeant(path, parameters))
    .flatMap((field) => {
      const value = valueAt(values, field.path);
      // Five numbers of a group of nodes are read as one.
      const isOpened = field.kind === 'group' && value !== null && nodesLabel(value) === null;
      const rows = isOpened ? leafFields(field.fields) : [field];
      return rows.map((row) => ({
        path: row.path,
        title: row.title,
        group: row === field ? null : field.title,
        value: emptyWords[row.path]?.(parameters) ?? parameterLabel(row.path, valueAt(values, row.path)),
      }));
    });
}

/** What an empty value means where it is not simply none. */
const emptyWords: Record<string, (parameters: StackParameters) => string | undefined> = {
  teams: ({ teams }) => (teams.length === 0 ? 'all share one workspace' : undefined),
  'endpoint.certificateArn': ({ endpoint }) =>
    endpoint.certificateArn === null ? 'asked for by the stack itself' : undefined,
};

/** Only the fields of the mode of access that is chosen mean anything. */
function isMeant(path: string, { endpoint }: StackParameters): boolean {
  if (!isUnder(path, 'endpoint') || path === 'endpoint.mode') return true;
  if (path === 'endpoint.oidc') return endpoint.mode === 'alb-oidc';
  return endpoint.mode !== 'port-forward';
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title} className="pt-4">
      <h3 className="text-xs font-medium text-fg-muted">{title}</h3>
      <dl className="mt-1">{children}</dl>
    </section>
  );
}

function Row({ value, children }: { value: string; children: ReactNode }) {
  return (
    <div className="flex break-inside-avoid items-baseline justify-between gap-4 border-b border-line py-1.5 last:border-b-0">
      <dt className="min-w-28 flex-1 text-fg-muted">{children}</dt>
      <dd className="max-w-[65%] text-right wrap-anywhere tabular-nums">{value}</dd>
    </div>
  );
}
