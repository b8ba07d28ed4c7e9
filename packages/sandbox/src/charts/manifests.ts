/**
 * The Kubernetes objects that a release carries in its values (`extraObjects`, `manifests`, …), or that a chart on this
 * disk holds as plain YAML. Nothing is rendered: a template with expressions is passed over.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { stored, text } from '../cloud/attributes.ts';
import type { CloudObject } from '../store/objects.ts';
import { isValues, parseValues, type Values, valuesOf } from './values.ts';

export type Manifest = {
  apiVersion: string;
  kind: string;
  namespace: string;
  name: string;
  labels: Record<string, string>;
  body: Values;
};

export function manifestsOf(release: Pick<CloudObject, 'attributes'>): Manifest[] {
  const attributes = stored(release);
  const found = [...bodiesIn(valuesOf(release)), ...localTemplates(text(attributes.chart))];
  return found.map((body) => toManifest(body, text(attributes.namespace)));
}

function toManifest(body: Values, releaseNamespace: string): Manifest {
  const metadata = isValues(body.metadata) ? body.metadata : {};
  const labels = isValues(metadata.labels) ? metadata.labels : {};
  return {
    apiVersion: String(body.apiVersion),
    kind: String(body.kind),
    namespace: typeof metadata.namespace === 'string' ? metadata.namespace : releaseNamespace,
    name: String(metadata.name ?? ''),
    labels: Object.fromEntries(Object.entries(labels).map(([name, value]) => [name, String(value)])),
    body,
  };
}

function isBody(value: unknown): value is Values {
  return (
    isValues(value) && typeof value.apiVersion === 'string' && typeof value.kind === 'string' && 'metadata' in value
  );
}

/** Every list element anywhere in the values that is an object of Kubernetes, as a mapping or as YAML text. */
function bodiesIn(value: unknown): Values[] {
  if (Array.isArray(value)) {
    return value.flatMap((item) => {
      const body = typeof item === 'string' && item.includes('apiVersion') ? parseValues(item) : item;
      return isBody(body) ? [body] : bodiesIn(body);
    });
  }
  if (!isValues(value)) return [];
  return Object.values(value).flatMap((item) => (isBody(item) ? [item] : bodiesIn(item)));
}

function localTemplates(chart: string): Values[] {
  const folder = join(chart, 'templates');
  if (!isAbsolute(chart) || !existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => /\.ya?ml$/.test(file))
    .map((file) => readFileSync(join(folder, file), 'utf8'))
    .filter((template) => !template.includes('{{'))
    .flatMap((template) => parseAllDocuments(template).map((document): unknown => document.toJS()))
    .filter(isBody);
}
