import { z } from 'zod';

export type Json = z.output<ReturnType<typeof z.json>>;

/**
 * A value out of `JSON.parse`, taken as what it is. `z.json()` would visit and copy every node: 100 ms for a plan of
 * 200 resources, which is as long as Terraform takes to print it.
 */
export const parsedJson = z.custom<Json>((value) => value !== undefined);
export type Step = string | number;

export function isObject(value: Json | undefined): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The element or property; null where there is none. A mark that is true holds for everything below it. */
export function child(value: Json, step: Step): Json {
  if (value === true) return true;
  if (Array.isArray(value)) return typeof step === 'number' ? (value[step] ?? null) : null;
  if (isObject(value)) return Object.hasOwn(value, step) ? (value[step] ?? null) : null;
  return null;
}

/** Terraform's marks (`after_unknown`, `before_sensitive`) are true, or a structure that holds true further down. */
export function isMarked(mark: Json): boolean {
  return mark === true;
}

export function hasMark(mark: Json): boolean {
  if (mark === true) return true;
  if (Array.isArray(mark)) return mark.some(hasMark);
  return isObject(mark) && Object.values(mark).some(hasMark);
}

const plainKey = /^[A-Za-z_][A-Za-z0-9_-]*$/;

/** `tags.Name`, `ingress[0].from_port`, `labels["app.kubernetes.io/name"]`. */
export function textPath(path: readonly Step[]): string {
  let text = '';
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`;
    else if (!plainKey.test(step)) text += `[${JSON.stringify(step)}]`;
    else text += text === '' ? step : `.${step}`;
  }
  return text;
}
