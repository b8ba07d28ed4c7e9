import type { CostEstimate } from '@flowport/domain';
import { Panel, PanelHeader } from '#components/ui/panel.tsx';
import { Cell, HeaderCell, Table } from '#components/ui/table.tsx';
import { formatCents } from '#format/money.ts';
import { CostSource } from './costSource.tsx';

/** What each part costs a month, with every group of nodes at its smallest and at its largest. */
export function CostBreakdown({ cost }: { cost: CostEstimate }) {
  return (
    <Panel aria-labelledby="cost-breakdown">
      <PanelHeader
        id="cost-breakdown"
        title="Cost by component"
        note="Estimated, a month. At least: every group at its fewest nodes. At most: every group at its most."
      />
      <div className="border-t border-line">
        <Table label="Cost of each component">
          <thead>
            <tr>
              <HeaderCell>Component</HeaderCell>
              <HeaderCell className="text-right">At least</HeaderCell>
              <HeaderCell className="text-right">At most</HeaderCell>
            </tr>
          </thead>
          <tbody>
            {cost.components.map((component) => (
              <tr key={component.name}>
                <Cell>
                  {component.name}
                  <span className="block text-xs text-fg-faint">{component.detail}</span>
                </Cell>
                <Cell className="text-right align-top whitespace-nowrap tabular-nums">
                  {formatCents(component.floorCents)}
                </Cell>
                <Cell className="text-right align-top whitespace-nowrap tabular-nums">
                  {formatCents(component.ceilingCents)}
                </Cell>
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr className="font-semibold">
              <Cell>Total</Cell>
              <Cell className="text-right whitespace-nowrap tabular-nums">{formatCents(cost.floorCents)}</Cell>
              <Cell className="text-right whitespace-nowrap tabular-nums">{formatCents(cost.ceilingCents)}</Cell>
            </tr>
          </tfoot>
        </Table>
      </div>
      <CostSource cost={cost} className="px-4 py-2.5" />
    </Panel>
  );
}
