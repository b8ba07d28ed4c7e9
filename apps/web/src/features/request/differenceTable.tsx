import { ArrowRight } from 'lucide-react';
import type { ParameterChange } from './draft.ts';
import { parameterLabel } from './parameterLabel.ts';

/** Old → new, field by field. */
export function DifferenceTable({ changes, label }: { changes: readonly ParameterChange[]; label: string }) {
  return (
    <table aria-label={label} className="w-full text-sm">
      <thead className="sr-only">
        <tr>
          <th scope="col">Parameter</th>
          <th scope="col">From and to</th>
        </tr>
      </thead>
      <tbody>
        {changes.map((change) => (
          <tr key={change.path} className="border-t border-line align-top first:border-t-0">
            <th scope="row" className="py-2 pr-4 text-left font-normal">
              {change.title}
              {change.group ? <span className="block text-xs text-fg-faint">{change.group}</span> : null}
            </th>
            <td className="py-2 text-right wrap-anywhere tabular-nums">
              <span className="text-fg-muted line-through decoration-fg-faint">
                {parameterLabel(change.path, change.before)}
              </span>
              <ArrowRight aria-label="becomes" className="mx-1.5 inline size-3.5 text-fg-faint" />
              <span className="font-medium">{parameterLabel(change.path, change.after)}</span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
