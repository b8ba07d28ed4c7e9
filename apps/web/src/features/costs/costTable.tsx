import type { CostEstimate } from '@flowport/domain';
import { cx } from '#components/ui/classNames.ts';
import { formatCents, formatCentsRange } from '#format/money.ts';

/** What each part costs a month; a range where the autoscaler decides. */
export function CostTable({ cost, className }: { cost: CostEstimate; className?: string }) {
  return (
    <table className={cx('w-full text-xs', className)} aria-label="Cost by component">
      <tbody>
        {cost.components.map((component) => (
          <tr key={component.name} className="border-t border-line align-top">
            <th scope="row" className="py-1.5 pr-2 pl-4 text-left font-normal">
              {component.name}
              <span className="block text-2xs text-fg-faint">{component.detail}</span>
            </th>
            <td className="py-1.5 pr-4 text-right whitespace-nowrap text-fg-muted tabular-nums">
              {component.floorCents === component.ceilingCents
                ? formatCents(component.floorCents)
                : formatCentsRange(component.floorCents, component.ceilingCents)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
