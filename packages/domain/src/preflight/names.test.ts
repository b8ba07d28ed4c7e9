import { expect, test } from 'vitest';
import { wantedNames } from './names.ts';

test('the names are those that the layers set, and none that Terraform makes up', () => {
  const documents = {
    foundation: {
      resource: {
        aws_s3_bucket: { datastore: { bucket: 'mf-a-1' } },
        aws_db_instance: { metadata: { identifier: 'mf-a' } },
        aws_iam_role: { flow_logs: { name: 'mf-a-flow-logs' } },
      },
    },
    cluster: {
      resource: {
        aws_eks_cluster: { main: { name: 'mf-a' } },
        aws_iam_role: { task: { name: 'mf-a-task' }, odd: { name: 'mf-${random_id.x.hex}' } },
        aws_secretsmanager_secret: { key: { name: 'mf-a/metadata-key' } },
      },
    },
    services: {},
  };
  expect(wantedNames(documents)).toEqual({
    bucket: 'mf-a-1',
    database: 'mf-a',
    cluster: 'mf-a',
    roles: ['mf-a-flow-logs', 'mf-a-task'],
    secrets: ['mf-a/metadata-key'],
  });
});

test.each([[{}], [{ foundation: null }], [{ foundation: { resource: { aws_iam_role: 'x' } } }]])(
  'documents without any are fine: %j',
  (documents) => {
    expect(wantedNames(documents)).toEqual({ bucket: null, database: null, cluster: null, roles: [], secrets: [] });
  },
);
