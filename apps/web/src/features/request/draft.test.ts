import {
  overlayParameters,
  parameterOverridesSchema,
  portForward,
  presetNames,
  presets,
  stackParametersSchema,
} from '@flowport/domain';
import { describe, expect, test } from 'vitest';
import {
  checkedParameters,
  draftIssues,
  draftParameters,
  overridesBetween,
  parameterChanges,
  type StackDraft,
  stackDraftSchema,
  withPreset,
  withValueAt,
} from './draft.ts';
import { formModel, leafFields, sectionIds } from './formModel.ts';
import { offeredOptions, optionLabel, valueLabel } from './optionLabels.ts';
import { parameterLabel } from './parameterLabel.ts';

const draft: StackDraft = {
  slug: 'fraud-models',
  teamId: 'team_1',
  targetId: 'tgt_1',
  description: '',
  parameters: draftParameters(presets.standard.parameters),
  tags: [],
};
const nothingTaken = { taken: [] };
const pathsOf = (changed: StackDraft) => draftIssues(changed, nothingTaken).map(({ path }) => path);

describe('the form of the parameters', () => {
  const leaves = sectionIds.flatMap((section) => leafFields(formModel[section]));

  test('has a title and an explanation for every field', () => {
    for (const field of leaves) {
      expect(field.title, field.path).not.toBe(field.path);
      expect(field.description, field.path).toBeTruthy();
    }
  });

  test('has every parameter that a preset sets', () => {
    const known = new Set(leaves.map(({ path }) => path));
    const visit = (value: unknown, path: string): string[] =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? Object.entries(value).flatMap(([key, child]) => visit(child, `${path}.${key}`))
        : value === null
          ? []
          : [path];
    for (const name of presetNames) {
      // Whether it sleeps is set on the page of the stack.
      const { preset: _preset, tags: _tags, asleep: _asleep, ...rest } = presets[name].parameters;
      for (const path of Object.entries(rest).flatMap(([key, child]) => visit(child, key))) {
        expect(known, `${name}: ${path}`).toContain(path);
      }
    }
  });

  test('offers only what the preset takes, each with its size', () => {
    for (const field of leaves) {
      for (const option of offeredOptions('gpu', field.path) ?? []) {
        expect(optionLabel(field.path, option)).toMatch(/\/h\)$/);
      }
    }
  });
});

describe('a draft', () => {
  test.each(presetNames)('as the preset %s sets it has nothing wrong with it', (preset) => {
    expect(draftIssues(withPreset(draft, preset), nothingTaken)).toEqual([]);
  });

  test('that is kept in the tab comes back as it was', () => {
    expect(stackDraftSchema.parse(JSON.parse(JSON.stringify(draft)))).toEqual(draft);
  });

  test('without name, team and target says so at each of them', () => {
    expect(pathsOf({ ...draft, slug: '', teamId: '', targetId: '' })).toEqual(['slug', 'teamId', 'targetId']);
  });

  test('names the rule and the remedy of a wrong network', () => {
    expect(draftIssues(withValueAt(draft, 'network.cidr', '8.8.0.0/16'), nothingTaken)[0]).toMatchObject({
      path: 'network.cidr',
      rule: 'cidr_private',
      remedy: expect.stringContaining('10.0.0.0/8'),
    });
  });

  test('finds the stack whose network it would overlap', () => {
    const issues = draftIssues(draft, { taken: [{ cidr: '10.20.128.0/20', slug: 'churn' }] });
    expect(issues).toMatchObject([
      { path: 'network.cidr', rule: 'cidr_taken', message: expect.stringContaining('churn') },
    ]);
  });

  test('with an empty number says that one is missing', () => {
    const issues = draftIssues(withValueAt(draft, 'database.storageGb', null), nothingTaken);
    expect(issues).toMatchObject([{ path: 'database.storageGb', message: 'A whole number is missing here.' }]);
  });

  test('with node counts out of order points at the count to change', () => {
    expect(pathsOf(withValueAt(draft, 'cluster.workerNodes.max', 1))).toEqual([]);
    expect(pathsOf(withValueAt(draft, 'cluster.workerNodes.desired', 11))).toEqual(['cluster.workerNodes.max']);
  });

  test('says at the entry of a list what is wrong with it, wherever empty ones stand', () => {
    const teams = ['alpha', '', 'Beta', 'alpha', ''];
    expect(pathsOf(withValueAt(draft, 'teams', teams)).sort()).toEqual(['teams.2', 'teams.3']);
    const principals = ['', 'data-scientists'];
    expect(pathsOf(withValueAt(draft, 'cluster.userPrincipals', principals))).toEqual(['cluster.userPrincipals.1']);
    expect(pathsOf(withValueAt(draft, 'network.publicAccessCidrs', ['']))).toEqual(['network.publicAccessCidrs']);
  });

  test('leaves out list entries that nothing was typed into', () => {
    expect(checkedParameters(withValueAt(draft, 'teams', ['', 'alpha', '']))?.teams).toEqual(['alpha']);
  });

  test('of another preset keeps who shares the stack and how it is reached, where that was typed', () => {
    const endpoint = { ...portForward, mode: 'alb-cognito', domain: 'fraud.example.com', zoneId: 'Z0123456789' };
    const typed = withValueAt(withValueAt(draft, 'teams', ['alpha']), 'endpoint', endpoint);
    const changed = checkedParameters(withPreset(typed, 'large'));
    expect(changed).toMatchObject({ ...presets.large.parameters, teams: ['alpha'], endpoint });
    expect(withPreset(draft, 'large').parameters).toEqual(draftParameters(presets.large.parameters));
  });

  test('of another preset keeps its tags', () => {
    const tags = [{ id: 0, key: 'cost-center', value: '4711' }];
    const changed = withPreset({ ...draft, tags }, 'large');
    expect(checkedParameters(changed)?.tags).toEqual({ 'cost-center': '4711' });
  });

  test.each([
    ['aws:x', '1', 'tags.0'],
    ['flowport:stack', '1', 'tags.0'],
    ['ok', '${file("/etc/passwd")}', 'tags.0'],
  ])('refuses the tag %s=%s', (key, value, path) => {
    expect(pathsOf({ ...draft, tags: [{ id: 0, key, value }] })).toEqual([path]);
  });

  test('refuses a tag key that is there twice, at the second', () => {
    const tags = [
      { id: 3, key: 'a', value: '1' },
      { id: 7, key: 'a', value: '2' },
    ];
    expect(pathsOf({ ...draft, tags })).toEqual(['tags.7']);
  });

  test('leaves out tag rows that nothing was typed into', () => {
    expect(checkedParameters({ ...draft, tags: [{ id: 0, key: '', value: '' }] })?.tags).toEqual({});
  });

  test('keeps what is typed as it is typed', () => {
    const description = '${file("/etc/passwd")} %{if true} </script> "quotes" \n 🚀';
    expect(pathsOf({ ...draft, description })).toEqual([]);
  });
});

describe('a change', () => {
  const { gpu } = presets;
  const before = { ...gpu.parameters, cluster: { ...gpu.parameters.cluster, gpuNodes: null } };
  const tagged = { ...draft, parameters: draftParameters(before), tags: [{ id: 0, key: 'team', value: 'vision' }] };
  const after = checkedParameters(
    withValueAt(
      withValueAt(tagged, 'cluster.workerNodes.max', 20),
      'cluster.gpuNodes',
      gpu.parameters.cluster.gpuNodes,
    ),
  );

  test('is told field by field, a new group as one', () => {
    if (!after) throw new Error('the changed draft is not valid');
    expect(parameterChanges(before, after).map(({ path, before: was }) => [path, was])).toEqual([
      ['cluster.workerNodes.max', 10],
      ['cluster.gpuNodes', null],
      ['tags.team', undefined],
    ]);
  });

  test('sends only what differs, and leads to the same parameters', () => {
    if (!after) throw new Error('the changed draft is not valid');
    const overrides = parameterOverridesSchema.parse(overridesBetween(before, after));
    expect(Object.keys(overrides)).toEqual(['cluster', 'tags']);
    expect(Object.keys(overrides.cluster ?? {})).toEqual(['workerNodes', 'gpuNodes']);
    expect(stackParametersSchema.parse(overlayParameters(before, overrides))).toEqual(after);
  });

  test('of teams and access is told as such, and leads to the same parameters', () => {
    const endpoint = { ...portForward, mode: 'alb-cognito', domain: 'fraud.example.com', zoneId: 'Z0123456789' };
    const wanted = checkedParameters(withValueAt(withValueAt(tagged, 'teams', ['alpha']), 'endpoint', endpoint));
    if (!wanted) throw new Error('the changed draft is not valid');
    const paths = parameterChanges(before, wanted).map(({ path }) => path);
    expect(paths.slice(0, 4)).toEqual(['teams', 'endpoint.mode', 'endpoint.domain', 'endpoint.zoneId']);
    const overrides = parameterOverridesSchema.parse(overridesBetween(before, wanted));
    expect(stackParametersSchema.parse(overlayParameters(before, overrides))).toEqual(wanted);
  });

  test('of nothing is nothing', () => {
    expect(parameterChanges(before, before)).toEqual([]);
    expect(overridesBetween(before, before)).toEqual({});
  });
});

test('values are told in words', () => {
  expect(valueLabel('network.nat', 'per-zone')).toBe('One per zone');
  expect(valueLabel('database.multiZone', false)).toBe('off');
  expect(valueLabel('cluster.logTypes', ['audit', 'api'])).toBe('Audit, API server');
  expect(parameterLabel('cluster.gpuNodes', null)).toBe('none');
  expect(parameterLabel('cluster.gpuNodes', presets.gpu.parameters.cluster.gpuNodes)).toBe(
    '0 to 4 × g5.xlarge, 0 at the start, 200 GB each',
  );
  expect(parameterLabel('endpoint.oidc', { issuer: 'https://login.example.com' })).toBe('https://login.example.com');
});
