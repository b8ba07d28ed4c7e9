'use client';

import { Plus, Trash2 } from 'lucide-react';
import { Button, IconButton } from '#components/ui/button.tsx';
import { Input } from '#components/ui/controls.tsx';
import { FieldProblemText } from '#components/ui/field.tsx';
import { useDraftForm } from './formContext.tsx';

export function TagsField() {
  const form = useDraftForm();
  const { tags } = form.draft;
  const change = (id: number, part: 'key' | 'value', text: string) =>
    form.edit(`tags.${id}`, (draft) => ({
      ...draft,
      tags: draft.tags.map((row) => (row.id === id ? { ...row, [part]: text } : row)),
    }));
  return (
    <div className="sm:col-span-2">
      {tags.length > 0 ? (
        <ul aria-label="Tags" className="space-y-2">
          {tags.map((row) => {
            const problem = form.problemOf(`tags.${row.id}`);
            const problemId = `tag-${row.id}-problem`;
            return (
              <li key={row.id}>
                <div className="flex items-center gap-2">
                  <Input
                    aria-label={`Key of tag ${row.id + 1}`}
                    placeholder="cost-center"
                    value={row.key}
                    maxLength={200}
                    aria-invalid={problem ? true : undefined}
                    aria-describedby={problem ? problemId : undefined}
                    onChange={(event) => change(row.id, 'key', event.target.value)}
                  />
                  <Input
                    aria-label={`Value of tag ${row.id + 1}`}
                    placeholder="4711"
                    value={row.value}
                    maxLength={400}
                    aria-invalid={problem ? true : undefined}
                    aria-describedby={problem ? problemId : undefined}
                    onChange={(event) => change(row.id, 'value', event.target.value)}
                  />
                  <IconButton
                    label={`Remove tag ${row.key || row.id + 1}`}
                    icon={<Trash2 />}
                    onClick={() =>
                      form.edit('tags', (draft) => ({ ...draft, tags: draft.tags.filter(({ id }) => id !== row.id) }))
                    }
                  />
                </div>
                {problem ? <FieldProblemText id={problemId} problem={problem} /> : null}
              </li>
            );
          })}
        </ul>
      ) : (
        <p className="text-xs text-fg-muted">
          Flowport sets the stack, the team and who manages it. Add what your cost reports need.
        </p>
      )}
      <Button
        size="sm"
        className="mt-3"
        onClick={() =>
          form.edit('tags', (draft) => ({
            ...draft,
            tags: [...draft.tags, { id: Math.max(-1, ...draft.tags.map(({ id }) => id)) + 1, key: '', value: '' }],
          }))
        }
      >
        <Plus aria-hidden />
        Add a tag
      </Button>
    </div>
  );
}
