/**
 * What a change would lead to, by the rules that Terraform core holds a provider to without `legacy_type_system`: what
 * the configuration sets is taken as it is; only computed attributes differ or stay unknown.
 */
import { type AttributeSchema, type BlockSchema, isComputed } from '../schemas/schema.ts';
import type { ResourceBehaviour } from './behaviour.ts';
import type { AttributeStep } from './problems.ts';
import { equals, isObject, mapValues, type TfObject, type TfValue, unknown } from './wire/values.ts';
import type { Session } from './world.ts';

export type PlanInput = { prior: TfObject | null; proposed: TfObject; config: TfObject };
export type PlanResult = { planned: TfObject; requiresReplace: AttributeStep[][] };

export function planChange(
  session: Session,
  behaviour: ResourceBehaviour,
  block: BlockSchema,
  { prior, proposed, config }: PlanInput,
): PlanResult {
  const defaults = behaviour.defaults ?? {};
  const planned = planBlock(block, { config, proposed, prior }, '', defaults);
  Object.assign(planned, settable(behaviour.planned?.(session, { planned, prior }) ?? {}, config, block));
  if (prior !== null) markRecomputed(behaviour, block, planned, prior, config);
  const requiresReplace = prior === null ? [] : replacedPaths(behaviour, block, planned, prior);
  return { planned, requiresReplace };
}

/** A plan-time value never overrides what the configuration says. */
function settable(values: TfObject, config: TfObject, block: BlockSchema): TfObject {
  return Object.fromEntries(
    Object.entries(values).filter(([name]) => (config[name] ?? null) === null && block.attributes[name] !== undefined),
  );
}

type Sides = { config: TfObject; proposed: TfObject; prior: TfObject | null };

function planBlock(block: BlockSchema, sides: Sides, path: string, defaults: Readonly<TfObject>): TfObject {
  const result: TfObject = {};
  for (const [name, attribute] of Object.entries(block.attributes)) {
    result[name] = planAttribute(attribute, name, sides, `${path}${name}`, defaults);
  }
  for (const [name, nested] of Object.entries(block.blocks ?? {})) {
    const inner = `${path}${name}.`;
    const proposed = sides.proposed[name] ?? null;
    const config = sides.config[name] ?? null;
    const prior = sides.prior?.[name] ?? null;
    if (nested.nesting === 'single') {
      result[name] = isObject(proposed)
        ? planBlock(
            nested.block,
            { config: isObject(config) ? config : {}, proposed, prior: isObject(prior) ? prior : null },
            inner,
            defaults,
          )
        : proposed;
    } else if (!Array.isArray(proposed)) {
      result[name] = proposed;
    } else {
      const priors = Array.isArray(prior) ? prior : [];
      result[name] = proposed.map((item, index) => {
        if (!isObject(item)) return item;
        const paired =
          nested.nesting === 'list'
            ? { config: Array.isArray(config) ? config[index] : null, prior: priors[index] }
            : // The elements of a set have no identity but their value: Terraform has put the computed values of the
              // matching prior element into the proposal, and only a whole new element has still to be computed.
              { config: item, prior: priors.find((candidate) => equals(candidate, item)) };
        return planBlock(
          nested.block,
          {
            config: isObject(paired.config) ? paired.config : item,
            proposed: item,
            prior: isObject(paired.prior) ? paired.prior : null,
          },
          inner,
          defaults,
        );
      });
    }
  }
  return result;
}

function planAttribute(
  attribute: AttributeSchema,
  name: string,
  sides: Sides,
  path: string,
  defaults: Readonly<TfObject>,
): TfValue {
  if (attribute.writeOnly) return null;
  const configured = sides.config[name] ?? null;
  if (configured !== null) {
    return attribute.nested === undefined ? configured : planNested(attribute, configured, name, sides, path, defaults);
  }
  const fallback = defaults[path];
  if (fallback !== undefined) return fallback;
  if (!isComputed(attribute)) return null;
  if (sides.prior !== null) return sides.prior[name] ?? null;
  return unknown();
}

function planNested(
  attribute: AttributeSchema,
  configured: TfValue,
  name: string,
  sides: Sides,
  path: string,
  defaults: Readonly<TfObject>,
): TfValue {
  if (attribute.nested === undefined) return configured;
  const { attributes } = attribute.nested;
  const prior = sides.prior?.[name];
  const one = (item: TfValue, before: TfValue | undefined): TfValue =>
    isObject(item)
      ? planBlock(
          { attributes },
          { config: item, proposed: item, prior: isObject(before) ? before : null },
          `${path}.`,
          defaults,
        )
      : item;
  if (Array.isArray(configured)) {
    return configured.map((item, index) => one(item, Array.isArray(prior) ? prior[index] : undefined));
  }
  if (attribute.nested.nesting === 'map' && isObject(configured))
    return mapValues(configured, (item) => one(item, null));
  return one(configured, prior);
}

/** A computed value that follows from something that changes is not known before the change. */
function markRecomputed(
  behaviour: ResourceBehaviour,
  block: BlockSchema,
  planned: TfObject,
  prior: TfObject,
  config: TfObject,
): void {
  const changed = new Set(
    [...Object.keys(block.attributes), ...Object.keys(block.blocks ?? {})].filter(
      (name) => name !== 'timeouts' && !equals(planned[name], prior[name]),
    ),
  );
  for (const [name, inputs] of Object.entries(behaviour.recomputed ?? {})) {
    const isAffected = inputs.includes('*') ? changed.size > 0 : inputs.some((input) => changed.has(input));
    if (isAffected && (config[name] ?? null) === null) planned[name] = unknown();
  }
}

function replacedPaths(
  behaviour: ResourceBehaviour,
  block: BlockSchema,
  planned: TfObject,
  prior: TfObject,
): AttributeStep[][] {
  const forced = behaviour.forceNew ?? [];
  const paths = forced.includes('*') ? settableNames(block) : forced;
  const others = behaviour.replaced?.(planned, prior) ?? [];
  return [
    ...paths.flatMap((path) => changedPath(path.split('.'), planned, prior, []) ?? []),
    ...others.map((name): AttributeStep[] => [{ attribute_name: name }]),
  ];
}

function settableNames(block: BlockSchema): string[] {
  const names = Object.entries(block.attributes).filter(([, attribute]) => attribute.mode !== 'computed');
  const blocks = Object.keys(block.blocks ?? {}).filter((name) => name !== 'timeouts');
  return [...names.map(([name]) => name).filter((name) => name !== 'tags' && name !== 'tags_all'), ...blocks];
}

function changedPath(
  [head = '', ...rest]: string[],
  planned: TfObject,
  prior: TfObject,
  above: AttributeStep[],
): AttributeStep[][] | undefined {
  const after = planned[head] ?? null;
  const before = prior[head] ?? null;
  if (equals(after, before)) return undefined;
  const here: AttributeStep[] = [...above, { attribute_name: head }];
  if (rest.length === 0) return [here];
  if (Array.isArray(after) && Array.isArray(before)) {
    // Blocks that come or go are a change of everything in them.
    if (after.length !== before.length) return [here];
    const found = after.flatMap((item, index) => {
      const other = before[index];
      if (!isObject(item) || !isObject(other)) return [];
      return changedPath(rest, item, other, [...here, { element_key_int: index }]) ?? [];
    });
    return found.length > 0 ? found : undefined;
  }
  if (isObject(after) && isObject(before)) return changedPath(rest, after, before, here);
  return [here];
}
