import { Input } from './controls.tsx';
import { Field, type FieldProblem } from './field.tsx';

/** The name of what is about to be lost, typed again by whoever means it. */
export function ConfirmSlugField(props: {
  id: string;
  slug: string;
  value: string;
  problem?: FieldProblem | undefined;
  onChange(value: string): void;
}) {
  const { id, slug, value, problem, onChange } = props;
  return (
    <Field id={id} label={`Type ${slug} to confirm`} className="mt-4" problem={problem}>
      {(aria) => (
        <Input
          {...aria}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}
