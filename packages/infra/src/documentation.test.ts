import { readFileSync } from 'node:fs';
import { layers, presetNames, presets } from '@flowport/domain';
import { expect, test } from 'vitest';
import { synthesize } from './metaflowEks.ts';
import { exampleInput, publishedEndpoints } from './testing/inputs.ts';

const page = readFileSync(new URL('../../../docs/blueprint.md', import.meta.url), 'utf8');

test.each(layers)('docs/blueprint.md says why each type of resource of %s is there, and names no other', (layer) => {
  expect([...documented(layer)].sort()).toEqual([...emitted(layer)].sort());
});

/** The first column of the layer's table; each type stands in backticks. */
function documented(layer: string): Set<string> {
  const section = page.split(/^## /m).find((part) => part.toLowerCase().startsWith(layer)) ?? '';
  const rows = section.split('\n').filter((line) => line.startsWith('| `'));
  return new Set(
    rows.flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`(\w+)`/g)].map(([, type = '']) => type)),
  );
}

/** Every type that the layer has under some preset, endpoint and choice. */
function emitted(layer: (typeof layers)[number]): Set<string> {
  const types = new Set<string>();
  for (const preset of presetNames) {
    const { network, cluster } = presets[preset].parameters;
    for (const endpoint of [presets[preset].parameters.endpoint, ...Object.values(publishedEndpoints)]) {
      const documents = synthesize(
        exampleInput(preset, {
          parameters: {
            endpoint,
            teams: ['risk'],
            network: { ...network, interfaceEndpoints: true, flowLogs: true },
            cluster: {
              ...cluster,
              controllerIdentity: 'pod-identity',
              userPrincipals: ['arn:aws:iam::111122223333:role/people'],
            },
          },
        }),
      );
      for (const type of Object.keys(documents[layer].resource ?? {})) types.add(type);
    }
  }
  return types;
}
