'use client';

import type { FieldIssue } from '@flowport/domain';
import type { ParameterChange } from './draft.ts';
import { EndpointSection } from './endpointSection.tsx';
import { useDraftForm } from './formContext.tsx';
import { formModel, isUnder, type SectionId, sectionIds, sectionTitles } from './formModel.ts';
import { SchemaField } from './schemaField.tsx';
import { SectionPanel } from './sectionPanel.tsx';
import { sectionSummary } from './sectionSummary.ts';
import { TagsField } from './tagsField.tsx';
import { TeamsSection } from './teamsSection.tsx';

type ParameterSectionsProps = { issues: readonly FieldIssue[]; changes: readonly ParameterChange[] };

/** All parameters of a stack, section by section: the body of the request and of the change. */
export function ParameterSections({ issues, changes }: ParameterSectionsProps) {
  const { draft } = useDraftForm();
  const under = (section: string) => (item: { path: string }) => isUnder(item.path, section);
  const tags = draft.tags.filter(({ key }) => key !== '').length;
  return (
    <>
      {sectionIds.map((section) => (
        <SectionPanel
          key={section}
          id={section}
          {...sectionTitles[section]}
          summary={sectionSummary(section, draft.parameters)}
          problems={issues.filter(under(section)).length}
          changes={changes.filter(under(section)).length}
        >
          <SectionFields section={section} />
        </SectionPanel>
      ))}
      <SectionPanel
        id="tags"
        {...sectionTitles.tags}
        summary={tags === 0 ? 'none besides those that Flowport sets' : `${tags} of your own`}
        problems={issues.filter(under('tags')).length}
        changes={changes.filter(under('tags')).length}
      >
        <TagsField />
      </SectionPanel>
    </>
  );
}

function SectionFields({ section }: { section: SectionId }) {
  if (section === 'teams') return <TeamsSection />;
  if (section === 'endpoint') return <EndpointSection />;
  return formModel[section].map((field) => <SchemaField key={field.path} field={field} />);
}
