import { fieldId } from './formContext.tsx';

/** Opens the section of a problem and puts the cursor into its field. */
export function revealProblem(path: string): void {
  const section = document.getElementById(`section-${path.split('.')[0]}`);
  if (section instanceof HTMLDetailsElement) section.open = true;
  requestAnimationFrame(() => {
    const field =
      document.getElementById(fieldId(path)) ?? document.getElementById(fieldId(path.replace(/\.\d+$/, '')));
    (field ?? section)?.scrollIntoView({ block: 'center' });
    field?.focus({ preventScroll: true });
  });
}
