import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Layer, layers } from '@flowport/domain';
import { App } from 'cdktf';
import { z } from 'zod';
import { withoutCreationStacks } from '../env.ts';
import type { LayerDocument, LayerDocuments } from '../input.ts';
import type { LayerStack } from './LayerStack.ts';

/**
 * Runs a CDKTF program and returns its documents; nothing stays on the disk. `build` adds one stack per layer.
 * Throws where CDKTF's own validations do; that is a mistake in the blueprint, never in the input.
 */
export function renderLayers(build: (app: App) => Record<Layer, LayerStack>): LayerDocuments {
  const knownTokens = new Set(tokenMaps().flatMap((map) => [...map.keys()]));
  // CDKTF's App insists on a directory, although only its `synth()` would write there.
  const outdir = mkdtempSync(join(tmpdir(), 'flowport-synth-'));
  try {
    return withoutCreationStacks(() => render(build, outdir));
  } finally {
    rmSync(outdir, { recursive: true });
    forgetTokens(knownTokens);
  }
}

function render(build: (app: App) => Record<Layer, LayerStack>, outdir: string): LayerDocuments {
  // The S3 backend's own locking is younger than the versions which CDKTF assumes.
  const context = { targetVersions: { terraform: '>=1.10.0', opentofu: '>=1.10.0' } };
  const app = new App({ outdir, stackTraces: false, context });
  const stacks = build(app);
  for (const layer of layers) stacks[layer].tagAddresses();
  // Preparing resolves every reference once, which adds the outputs and remote states between the layers.
  for (const layer of layers) stacks[layer].prepareStack();
  for (const layer of layers) stacks[layer].runAllValidations();
  return {
    foundation: tidy(stacks.foundation.toTerraform()),
    cluster: tidy(stacks.cluster.toTerraform()),
    services: tidy(stacks.services.toTerraform()),
  };
}

/**
 * CDKTF keeps every token ever made, and with it the whole program, in one map of the process. A portal that counts
 * resources while a form is edited would grow without bound. Synth is synchronous, so no other program is underway.
 */
function forgetTokens(known: ReadonlySet<unknown>): void {
  for (const map of tokenMaps()) for (const key of map.keys()) if (!known.has(key)) map.delete(key);
}

/** The maps of CDKTF's `TokenMap`, which it does not export; none when a later version keeps them elsewhere. */
function tokenMaps(): Map<unknown, unknown>[] {
  const registry: unknown = Reflect.get(globalThis, '__cdktfTokenMap');
  return Object.values(registry ?? {}).filter((value) => value instanceof Map);
}

/** Sections in the order in which one reads them, and without CDKTF's notes about construct paths. */
function tidy(raw: Record<string, unknown>): LayerDocument {
  const order = ['terraform', 'provider', 'locals', 'data', 'resource', 'output'];
  const document: LayerDocument = {};
  for (const section of order) if (section in raw) document[section] = withoutNotes(raw[section]);
  document.terraform = { required_version: '>= 1.10.0', ...spellProviders(document.terraform) };
  for (const section of Object.keys(raw)) {
    if (section !== '//' && !(section in document)) throw new Error(`The section ${section} has no place in a layer.`);
  }
  return document;
}

/** CDKTF abbreviates `hashicorp/aws` to `aws`: the same provider, but nobody writes it so. */
function spellProviders(terraform: unknown): Record<string, unknown> {
  const block = terraformBlockSchema.parse(terraform);
  const providers = Object.entries(block.required_providers).map(([name, { source, version }]) => [
    name,
    { source: source.includes('/') ? source : `hashicorp/${source}`, version },
  ]);
  return { ...block, required_providers: Object.fromEntries(providers) };
}

const terraformBlockSchema = z.looseObject({
  required_providers: z.record(z.string(), z.object({ source: z.string(), version: z.string() })),
});

function withoutNotes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNotes);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== '//')
      .map(([key, inner]) => [key, withoutNotes(inner)]),
  );
}
