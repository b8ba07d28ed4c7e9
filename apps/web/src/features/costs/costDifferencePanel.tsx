import type { CostEstimate } from '@flowport/domain';
import { cx } from '#components/ui/classNames.ts';
import { Panel, PanelHeader } from '#components/ui/panel.tsx';
import { Cell, HeaderCell, Table } from '#components/ui/table.tsx';
import { formatCentsRange } from '#format/money.ts';
import { type CostDifference, compareCosts, costDelta, deltaWords } from './compareCosts.ts';
import { CostSource } from './costSource.tsx';

/** What each part costs now and would cost then, a month; the parts that move come first. */
export function CostDifferencePanel({ before, after }: { before: CostEstimate; after: CostEstimate }) {
  const all = compareCosts(before, after);
  const moves = ({ before: was, after: is }: CostDifference) => deltaWords(costDelta(was, is)) !== null;
  const rows = [...all.filter(moves), ...all.filter((difference) => !moves(difference))];
  const total = deltaWords(costDelta(before, after));
  return (
    <Panel aria-labelledby="cost-difference">
      <PanelHeader
        id="cost-difference"
        title="Cost, now and then"
        note={
          total === null ? 'The change costs nothing and saves nothing.' : `Estimated, a month: ${total} against today.`
        }
      />
      <div className="border-t border-line">
        <Table label="Cost of each component, now and then">
          <thead>
            <tr>
              <HeaderCell>Component</HeaderCell>
              <HeaderCell className="text-right">Now</HeaderCell>
              <HeaderCell className="text-right">Then</HeaderCell>
              <HeaderCell className="text-right">Difference</HeaderCell>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <DifferenceRow key={row.name} row={row} />
            ))}
          </tbody>
          <tfoot>
            <DifferenceRow row={{ name: 'Total', before, after }} isTotal />
          </tfoot>
        </Table>
      </div>
      <CostSource cost={after} className="px-4 py-2.5" />
    </Panel>
  );
}

function DifferenceRow({ row, isTotal = false }: { row: CostDifference; isTotal?: boolean }) {
  const delta = costDelta(row.before, row.after);
  const words = deltaWords(delta);
  const range = (side: CostDifference['before']) =>
    side === null ? 'none' : formatCentsRange(side.floorCents, side.ceilingCents);
  return (
    <tr className={cx(isTotal && 'font-semibold', words === null && !isTotal && 'text-fg-muted')}>
      <Cell>{row.name}</Cell>
      <Cell className="text-right whitespace-nowrap tabular-nums">{range(row.before)}</Cell>
      <Cell className="text-right whitespace-nowrap tabular-nums">{range(row.after)}</Cell>
      <Cell className={cx('text-right whitespace-nowrap tabular-nums', words !== null && 'text-fg')}>
        {words ?? 'same'}
      </Cell>
    </tr>
  );
}
