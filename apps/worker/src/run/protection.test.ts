import { stateFileSchema } from '@flowport/aws';
import { expect, test } from 'vitest';
import { refuseProtected } from './protection.ts';

function withDatabase(deletion_protection: boolean) {
  const foundation = stateFileSchema.parse({
    version: 4,
    serial: 1,
    lineage: 'l',
    outputs: {},
    resources: [
      {
        mode: 'managed',
        type: 'aws_db_instance',
        name: 'metadata',
        provider: 'provider["registry.terraform.io/hashicorp/aws"]',
        instances: [{ attributes: { id: 'db', deletion_protection } }],
      },
    ],
  });
  return { foundation, cluster: undefined, services: undefined };
}

test('a protected database refuses the destroy and names the change to ask for', () => {
  expect(() => refuseProtected(withDatabase(true))).toThrow(/aws_db_instance\.metadata.*database\.deletionProtection/);
});

test('an unprotected one lets it pass', () => {
  expect(() => refuseProtected(withDatabase(false))).not.toThrow();
});
