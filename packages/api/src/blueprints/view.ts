import { costEstimateSchema, presetNames } from '@flowport/domain';
import { z } from 'zod';

const presetViewSchema = z.object({
  name: z.enum(presetNames),
  title: z.string(),
  summary: z.string(),
  choices: z
    .object({
      systemInstanceTypes: z.array(z.string()),
      workerInstanceTypes: z.array(z.string()),
      gpuInstanceTypes: z.array(z.string()),
      databaseClasses: z.array(z.string()),
    })
    .describe('What may be chosen under this preset'),
  parameters: z.json().describe('Where the values start'),
  cost: costEstimateSchema,
});

export const blueprintViewSchema = z.object({
  id: z.string(),
  version: z.string(),
  presets: z.array(presetViewSchema),
});
export type BlueprintView = z.infer<typeof blueprintViewSchema>;
