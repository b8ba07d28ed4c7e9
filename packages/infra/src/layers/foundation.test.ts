import { layers, presetNames } from '@flowport/domain';
import { describe, expect, test } from 'vitest';
import { listAddresses } from '../addresses.ts';
import { dataAddresses } from '../constructs/Datastore.ts';
import type { DataProtection } from '../input.ts';
import { synthesize } from '../metaflowEks.ts';
import { pick } from '../rules/stackView.ts';
import { exampleInput } from '../testing/inputs.ts';

/** The flags that decide what a destroy of the foundation deletes. */
function protection(data?: DataProtection) {
  const { foundation } = synthesize({ ...exampleInput('standard'), ...(data ? { data } : {}) });
  const database = pick(foundation, 'resource', 'aws_db_instance', 'metadata');
  return {
    protected: pick(database, 'deletion_protection'),
    skipsSnapshot: pick(database, 'skip_final_snapshot'),
    dropsBackups: pick(database, 'delete_automated_backups'),
    emptiesBucket: pick(foundation, 'resource', 'aws_s3_bucket', 'datastore', 'force_destroy'),
  };
}

describe('the data of a stack', () => {
  const kept = { protected: true, skipsSnapshot: false, dropsBackups: false, emptiesBucket: false };

  test('is kept unless a destroy says otherwise', () => {
    expect(protection()).toEqual(kept);
    expect(protection('keep')).toEqual(kept);
  });

  test('is released with a final snapshot, and the bucket as it is', () => {
    expect(protection('release')).toEqual({ ...kept, protected: false });
  });

  test('is released to be purged: no snapshot, no backups, an emptied bucket', () => {
    expect(protection('purge-release')).toEqual({
      protected: false,
      skipsSnapshot: true,
      dropsBackups: true,
      emptiesBucket: true,
    });
  });

  test('is released by changes of database and bucket alone', () => {
    const [before, after] = (['keep', 'purge-release'] as const).map((data) =>
      synthesize({ ...exampleInput('standard'), data }),
    );
    const without = (document: unknown) =>
      JSON.stringify({ ...Object(pick(document, 'resource')), aws_db_instance: 0, aws_s3_bucket: 0 });
    for (const layer of layers) expect(without(after?.[layer])).toBe(without(before?.[layer]));
  });
});

test.each(presetNames)(
  'of %s, what a destroy forgets is the bucket with everything that configures it, and its key',
  (preset) => {
    const { foundation } = synthesize(exampleInput(preset));
    const addresses = listAddresses(foundation)
      .filter(({ type }) => type.startsWith('aws_s3_') || type.startsWith('aws_kms_'))
      .map(({ address }) => address);
    expect([...dataAddresses].sort()).toEqual(addresses.sort());
  },
);
