import { isDeepStrictEqual } from 'node:util';
import type { AttributeChange } from '@flowport/domain';
import { arrayPairs } from './arrayPairs.ts';
import { child, hasMark, isMarked, isObject, type Json, type Step, textPath } from './json.ts';
import type { RawChange } from './planJson.ts';

/** One place in the attributes: both values, and what Terraform says about them. Null counts as absent. */
type Place = {
  path: readonly Step[];
  before: Json;
  after: Json;
  unknown: Json;
  beforeSensitive: Json;
  afterSensitive: Json;
};

/**
 * The differences between the attributes before and after, down to the values that differ; of a new resource all that
 * it is given, of a deleted one all that it has. Policies and other JSON in strings stay strings. A sensitive value is
 * left out on both sides, and so is a value that is equal to a sensitive one of the same resource: some resources (the
 * built-in `terraform_data` among them) copy a secret into an attribute that they do not mark.
 */
export function attributeChanges(change: RawChange): AttributeChange[] {
  const forcing = (change.replace_paths ?? []).map(textPath);
  const isReplaced = change.actions.length > 1;
  const secrets = new Set<string>();
  collectSecrets(change.before ?? null, change.before_sensitive ?? null, secrets);
  collectSecrets(change.after ?? null, change.after_sensitive ?? null, secrets);

  const found: AttributeChange[] = [];
  const report = (place: Place, sensitive: boolean) => {
    const path = textPath(place.path);
    const unknown = hasMark(place.unknown);
    const hidden = sensitive || holdsSecret(place.before, secrets) || holdsSecret(place.after, secrets);
    found.push({
      path,
      ...(hidden || place.before === null ? {} : { before: place.before }),
      ...(hidden || unknown || place.after === null ? {} : { after: place.after }),
      sensitive: hidden,
      unknown,
      forcesReplacement: isReplaced && forcing.some((root) => isWithin(path, root) || isWithin(root, path)),
    });
  };
  compare(
    {
      path: [],
      before: change.before ?? null,
      after: change.after ?? null,
      unknown: change.after_unknown ?? null,
      beforeSensitive: change.before_sensitive ?? null,
      afterSensitive: change.after_sensitive ?? null,
    },
    report,
  );
  return found;
}

function compare(place: Place, report: (place: Place, sensitive: boolean) => void): void {
  const { before, after, unknown } = place;
  const sensitive = isMarked(place.beforeSensitive) || isMarked(place.afterSensitive);
  if (sensitive) {
    const isSame = isDeepStrictEqual(before, after) && !hasMark(unknown);
    const markMoved =
      before !== null && after !== null && isMarked(place.beforeSensitive) !== isMarked(place.afterSensitive);
    if (!isSame || markMoved) report(place, true);
    return;
  }
  if (isMarked(unknown)) {
    report(place, hasMark(place.beforeSensitive));
    return;
  }
  if (isMadeOf(place, isObject)) {
    for (const key of keysOf(before, after, unknown)) compare(below(place, key), report);
    return;
  }
  if (isMadeOf(place, Array.isArray)) {
    compareArrays(place, report);
    return;
  }
  if (before !== after && !isDeepStrictEqual(before, after)) {
    report(place, hasMark(place.beforeSensitive) || hasMark(place.afterSensitive));
  }
}

/** Whether both sides are containers of this kind, or absent; a mark that is false stands for a container without marks. */
function isMadeOf({ before, after, unknown }: Place, isKind: (value: Json) => boolean): boolean {
  if (![before, after, unknown].some(isKind)) return false;
  return [before, after, unknown === false ? null : unknown].every((value) => value === null || isKind(value));
}

function compareArrays(place: Place, report: (place: Place, sensitive: boolean) => void): void {
  const before = Array.isArray(place.before) ? place.before : [];
  const after = Array.isArray(place.after) ? place.after : [];
  const unknown = Array.isArray(place.unknown) ? place.unknown : [];
  const isPlain = [place.unknown, place.beforeSensitive, place.afterSensitive].every((marks) => !hasMark(marks));
  if (isPlain && (before.length === 0 || after.length === 0) && [...before, ...after].every(isScalar)) {
    if (before.length !== after.length) report(place, false);
    return;
  }
  const pairs = arrayPairs(before, after, (index) => hasMark(unknown[index] ?? null), unknown.length);
  if (pairs === 'reordered') {
    report(place, !isPlain && (hasMark(place.beforeSensitive) || hasMark(place.afterSensitive)));
    return;
  }
  for (const { from, to } of pairs) {
    const index = to ?? from ?? 0;
    compare(
      {
        path: [...place.path, index],
        before: from === null ? null : child(place.before, from),
        after: to === null ? null : child(place.after, to),
        unknown: to === null ? null : child(place.unknown, to),
        beforeSensitive: from === null ? null : child(place.beforeSensitive, from),
        afterSensitive: to === null ? null : child(place.afterSensitive, to),
      },
      report,
    );
  }
}

function below(place: Place, key: Step): Place {
  return {
    path: [...place.path, key],
    before: child(place.before, key),
    after: child(place.after, key),
    unknown: child(place.unknown, key),
    beforeSensitive: child(place.beforeSensitive, key),
    afterSensitive: child(place.afterSensitive, key),
  };
}

function keysOf(...values: Json[]): string[] {
  return [...new Set(values.flatMap((value) => (isObject(value) ? Object.keys(value) : [])))].sort();
}

function isScalar(value: Json): boolean {
  return value === null || typeof value !== 'object';
}

function isWithin(path: string, root: string): boolean {
  return path === root || path.startsWith(`${root}.`) || path.startsWith(`${root}[`) || root === '';
}

/** Shorter ones (`true`, a port, a user name) are too common to be told from a coincidence. */
const secretCharactersMin = 6;

/** Adds every text in the value that the marks call sensitive. */
export function collectSecrets(value: Json, marks: Json, secrets: Set<string>): void {
  if (isMarked(marks)) {
    for (const text of strings(value)) if (text.length >= secretCharactersMin) secrets.add(text);
  } else if (Array.isArray(marks)) {
    for (const index of marks.keys()) collectSecrets(child(value, index), child(marks, index), secrets);
  } else if (isObject(marks)) {
    for (const key of Object.keys(marks)) collectSecrets(child(value, key), child(marks, key), secrets);
  }
}

function holdsSecret(value: Json, secrets: ReadonlySet<string>): boolean {
  if (secrets.size === 0) return false;
  for (const text of strings(value)) for (const secret of secrets) if (text.includes(secret)) return true;
  return false;
}

function* strings(value: Json): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (Array.isArray(value)) for (const element of value) yield* strings(element);
  else if (isObject(value)) for (const element of Object.values(value)) yield* strings(element);
}
