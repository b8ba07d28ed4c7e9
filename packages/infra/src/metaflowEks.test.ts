// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are Terraform's templates.
import { readdirSync } from 'node:fs';
import { layers, outputSchemas, presetNames, renderConnectionPack } from '@flowport/domain';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { countResources, listAddresses } from './addresses.ts';
import { blueprint, synthesize } from './metaflowEks.ts';
import { portForwarded } from './naming.ts';
import { literalOutputs } from './rules/connection.ts';
import { pick, strings, viewStack } from './rules/stackView.ts';
import { exampleInput } from './testing/inputs.ts';
import { temporaryDirectory } from './testing/terraform.ts';

test('the blueprint has a semantic version', () => {
  expect(blueprint).toEqual({ id: 'metaflow-eks', version: expect.stringMatching(/^\d+\.\d+\.\d+$/) });
});

describe('synth', () => {
  const written = (input = exampleInput('large')) => JSON.stringify(synthesize(input));

  test('gives equal bytes for equal input, in whatever order the tags were typed', () => {
    const parameters = exampleInput('large').parameters;
    const one = exampleInput('large', { parameters: { ...parameters, tags: { cost: '1', app: '2' } } });
    const other = exampleInput('large', { parameters: { ...parameters, tags: { app: '2', cost: '1' } } });
    expect(written(one)).toBe(written(one));
    expect(written(one)).toBe(written(other));
  });

  test('leaves nothing on the disk and nothing of a program in memory', async () => {
    const directory = await temporaryDirectory();
    vi.stubEnv('TMPDIR', directory);
    onTestFinished(() => {
      vi.unstubAllEnvs();
    });
    const tokens = () => pick(globalThis, '__cdktfTokenMap', 'stringTokenMap');
    written();
    const known = sizeOf(tokens());
    written();
    expect(readdirSync(directory)).toEqual([]);
    expect(known).toBeGreaterThanOrEqual(0);
    expect(sizeOf(tokens())).toBe(known);
  });

  test('says nothing of CDKTF, of hashes or of this machine', () => {
    const texts = Object.values(synthesize(exampleInput('gpu'))).flatMap(strings);
    expect(
      texts.filter((text) => /cdktf|cdktn|TfToken|cross-stack|flowport_typed|\/work\/|_[0-9A-F]{8}\b/.test(text)),
    ).toEqual([]);
  });
});

describe.each(presetNames)('preset %s', (preset) => {
  const documents = synthesize(exampleInput(preset));

  test.each(layers)('%s has every output of its schema, and no secret among them', (layer) => {
    for (const name of Object.keys(outputSchemas[layer].shape)) {
      expect(pick(documents[layer], 'output', name, 'value')).toBeDefined();
      expect(pick(documents[layer], 'output', name, 'sensitive')).toBeUndefined();
    }
  });

  test('the outputs of services are known to a first plan', () => {
    const values = Object.entries(pick(documents.services, 'output') ?? {}).map(([name, output]) => [
      name,
      pick(output, 'value'),
    ]);
    expect(outputSchemas.services.parse(Object.fromEntries(values))).toBeDefined();
    expect(strings(values).filter((text) => text.includes('${'))).toEqual([]);
  });

  test('lists every resource once', () => {
    const addresses = layers.flatMap((layer) => listAddresses(documents[layer]).map(({ address }) => address));
    const counts = countResources(documents);
    expect(addresses.length).toBe(counts.foundation + counts.cluster + counts.services);
    expect(addresses.length).toBeGreaterThan(80);
    expect(addresses.some((address) => address.startsWith('data.'))).toBe(false);
  });
});

test('an address says type, name and provider', () => {
  const { foundation, services } = synthesize(exampleInput('small'));
  expect(listAddresses(foundation)).toContainEqual({
    address: 'aws_vpc.main',
    type: 'aws_vpc',
    name: 'main',
    provider: 'aws',
  });
  expect(listAddresses(services)).toContainEqual({
    address: 'helm_release.argo_workflows',
    type: 'helm_release',
    name: 'argo_workflows',
    provider: 'helm',
  });
});

test('per-zone NAT differs from a single one in gateways, addresses and routes, not in subnets or tables', () => {
  const { parameters } = exampleInput('standard');
  const network = { ...parameters.network, nat: 'per-zone' as const };
  const [single, perZone] = [parameters, { ...parameters, network }].map((changed) =>
    synthesize(exampleInput('standard', { parameters: changed })),
  );
  const of = (documents: typeof single, type: string) => pick(documents?.foundation, 'resource', type);
  for (const type of ['aws_subnet', 'aws_route_table', 'aws_route_table_association', 'aws_vpc_endpoint']) {
    expect(of(perZone, type)).toEqual(of(single, type));
  }
  expect(Object.keys(of(perZone, 'aws_nat_gateway') ?? {})).toEqual(['nat_1', 'nat_2', 'nat_3']);
});

test('the UI is told the addresses that the connection pack forwards', () => {
  const { endpoints } = renderConnectionPack('demo', literalOutputs(viewStack(synthesize(exampleInput('small')))));
  expect(endpoints.find(({ id }) => id === 'ui')?.localUrl).toBe(portForwarded.uiStatic);
  expect(endpoints.find(({ id }) => id === 'ui-backend')?.localUrl).toBe(portForwarded.uiBackend);
});

function sizeOf(map: unknown): number {
  return map instanceof Map ? map.size : -1;
}
