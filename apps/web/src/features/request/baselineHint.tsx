'use client';

import { RotateCcw } from 'lucide-react';
import { baselineValue, useDraftForm } from './formContext.tsx';
import { valueLabel } from './optionLabels.ts';

/** What it was before, and the way back. */
export function BaselineHint({ path }: { path: string }) {
  const form = useDraftForm();
  const baseline = baselineValue(form, path);
  if (!baseline) return null;
  return (
    <span className="inline-flex items-center gap-1.5">
      {form.baselineWord}: {valueLabel(path, baseline.value)}
      <button
        type="button"
        onClick={() => form.setValue(path, baseline.value)}
        className="inline-flex items-center gap-1 rounded-sm text-accent-text hover:underline"
      >
        <RotateCcw aria-hidden className="size-3" />
        Reset
      </button>
    </span>
  );
}
