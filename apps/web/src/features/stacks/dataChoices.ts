import { type CostEstimate, type DataChoice, type Kept, priceTable } from '@flowport/domain';
import { formatCents } from '#format/money.ts';

/** What becomes of the data in a destroy, as requester and approver read it. */
export type DataChoiceWords = {
  title: string;
  keeps: string;
  loses: string;
  /** A month, as long as nobody decides otherwise. */
  costs: string;
};

/** Components of the estimate that belong to the foundation, which alone is there once the compute has gone. */
const foundationComponents = ['Database', 'NAT gateways', 'Encryption key', 'Private endpoints'];

/** @returns US cents a month of what `retain` leaves running; the rest of the estimate goes with the compute. */
export function retainedCents(cost: CostEstimate): number {
  return cost.components
    .filter(({ name }) => foundationComponents.includes(name))
    .reduce((sum, { floorCents }) => sum + floorCents, 0);
}

const keyCents = Math.round(priceTable.perMonth.kmsKey / 1000);

export function dataChoiceWords(choice: DataChoice, cost: CostEstimate): DataChoiceWords {
  switch (choice) {
    case 'retain':
      return {
        title: 'Retain everything that holds data',
        keeps: 'Network, database, bucket and key stay as they are. A change brings the compute back to the same data.',
        loses: 'The cluster with all that runs on it, schedules included.',
        costs: `${formatCents(retainedCents(cost))} a month, for as long as it stays, and what is stored.`,
      };
    case 'snapshot':
      return {
        title: 'Keep a snapshot and the artifacts',
        keeps:
          'The database leaves a final snapshot; the bucket with all artifacts and its key stay in AWS. Flowport no longer manages them.',
        loses: 'The cluster, the network and the database itself. A restore from the snapshot is work by hand.',
        costs: `${formatCents(keyCents)} a month for the key, and what is stored, until somebody deletes it in AWS.`,
      };
    case 'purge':
      return {
        title: 'Delete everything',
        keeps: 'Nothing.',
        loses:
          'Every artifact and data file of every flow, the history of all runs, the backups. Nobody can bring them back.',
        costs: 'Nothing.',
      };
  }
}

export const keptTitles: Record<Kept['kind'], string> = {
  database: 'Database',
  snapshot: 'Final snapshot',
  bucket: 'Bucket',
  key: 'Encryption key',
};
