import { AppError } from '@flowport/domain';
import { z } from 'zod';
import { parsedJson } from '../plan/json.ts';
import { providerName } from '../plan/layerPlan.ts';
import type { StateJson } from '../plan/planJson.ts';
import type { StateResource } from './session.ts';

/** `terraform output -json`. */
export const outputsSchema = z.record(z.string(), z.object({ value: parsedJson, sensitive: z.boolean() }));

/** Reads a JSON document that Terraform printed. @throws AppError `terraform_failed` for anything of another form. */
export function readDocument<S extends z.ZodType>(schema: S, document: Buffer, doing: string): z.output<S> {
  let raw: unknown;
  try {
    raw = JSON.parse(document.toString('utf8'));
  } catch (cause) {
    throw new AppError('terraform_failed', `While ${doing}: Terraform's answer is not JSON.`, { cause });
  }
  if (!isNestedUpTo(raw, depthMax)) {
    throw new AppError(
      'terraform_failed',
      `While ${doing}: a value in Terraform's answer is nested too deeply to be shown.`,
    );
  }
  const parsed = schema.safeParse(raw);
  if (parsed.success) return parsed.data;
  throw new AppError('terraform_failed', `While ${doing}: Terraform's answer has an unknown form.`, {
    cause: parsed.error,
  });
}

/** Schemas of providers nest some ten levels. What walks through values does so by recursion, which has an end. */
const depthMax = 200;

function isNestedUpTo(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (depth === 0) return false;
  for (const part of Object.values(value)) if (!isNestedUpTo(part, depth - 1)) return false;
  return true;
}

/** The managed resources of a state, those of its modules included. */
export function resourcesOf(state: StateJson): StateResource[] {
  const found: StateResource[] = [];
  const visit = (module: NonNullable<StateJson['values']>['root_module']) => {
    for (const resource of module.resources) {
      if (resource.mode !== 'managed') continue;
      const { address, type, name } = resource;
      const id = resource.values?.id;
      found.push({
        address,
        type,
        name,
        provider: providerName(resource.provider_name),
        id: typeof id === 'string' ? id : null,
      });
    }
    for (const child of module.child_modules) visit(child);
  };
  if (state.values !== undefined) visit(state.values.root_module);
  return found;
}
