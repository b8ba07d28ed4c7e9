import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  approvalViewSchema,
  checkViewSchema,
  dataChoiceSchema,
  deliveryChannelSchema,
  goneStatuses,
  idleRunStatuses,
  layerPlanSchema,
  layers,
  presetNames,
  roleSchema,
  runKindSchema,
  runStatusSchema,
  stackStatusSchema,
  stepNameSchema,
  stepStatusSchema,
  targetKindSchema,
  workerModeSchema,
} from '@flowport/domain';
import { expect, test } from 'vitest';
import * as stored from '../generated/enums.ts';
import { migrationsDirectory } from './migrateTables.ts';

const mirrored = {
  Role: roleSchema.options,
  TargetKind: targetKindSchema.options,
  Preset: presetNames,
  Layer: layers,
  StackStatus: stackStatusSchema.options,
  RunKind: runKindSchema.options,
  DataChoice: dataChoiceSchema.options,
  RunStatus: runStatusSchema.options,
  StepName: stepNameSchema.options,
  StepStatus: stepStatusSchema.options,
  PlanBasis: layerPlanSchema.shape.basis.options,
  ApprovalDecision: approvalViewSchema.shape.decision.options,
  CheckStatus: checkViewSchema.shape.status.options,
  WorkerMode: workerModeSchema.options,
  DeliveryChannel: deliveryChannelSchema.options,
} satisfies Record<keyof typeof stored, readonly string[]>;

test('every enum has the values of the domain, in its order', () => {
  const values = Object.entries(stored).map(([name, members]) => [name, Object.values(members)]);
  expect(Object.fromEntries(values)).toEqual(mirrored);
});

test('the conditions of the partial indexes name the statuses of the domain', async () => {
  const schema = await readFile(join(migrationsDirectory, '..', 'schema.prisma'), 'utf8');
  const condition = (type: string, statuses: readonly string[]) =>
    `where: raw("status <> ALL (ARRAY[${statuses.map((status) => `'${status}'::${type}`).join(', ')}])")`;
  expect(schema).toContain(condition('stack_status', goneStatuses));
  expect(schema).toContain(condition('run_status', idleRunStatuses));
});
