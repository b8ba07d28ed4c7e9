import { presets } from '@flowport/domain';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshSlug, openTestPortal, type TestPortal } from '../testing/portal.ts';

let portal: TestPortal;
beforeAll(async () => {
  portal = await openTestPortal();
});
afterAll(() => portal.close());

const stackCount = () => portal.db.client.stack.count();
const cidrOf = async (stackId: string) => {
  const { body } = await portal.call('rita', 'GET', `/stacks/${stackId}`);
  return body.parameters.network.cidr as string;
};

describe('requesting a stack', () => {
  it('records the stack and a queued run with all its steps', async () => {
    const slug = freshSlug();
    const { status, body } = await portal.call('rita', 'POST', '/stacks', portal.request({ slug }));
    expect({ status, body }).toMatchObject({ status: 200, body: { stack: { slug } } });
    const { body: run } = await portal.call('rita', 'GET', `/runs/${body.run.id}`);
    expect(run).toMatchObject({ kind: 'provision', status: 'queued', requestedBy: { name: 'Rita' }, version: 1 });
    expect(run.steps.length).toBeGreaterThan(8);
    const { body: stack } = await portal.call('rita', 'GET', `/stacks/${body.stack.id}`);
    expect(stack).toMatchObject({
      slug,
      status: 'requested',
      preset: 'small',
      team: { slug: 'vision' },
      owner: { name: 'Rita' },
      resources: null,
      connectionAvailable: false,
      activeRun: { id: body.run.id, status: 'queued' },
      stateKeys: ['foundation', 'cluster', 'services'].map((layer) => `stacks/${slug}/${layer}.tfstate`),
    });
  });

  it('puts a job into the queue', async () => {
    const { body } = await portal.call('rita', 'POST', '/stacks', portal.request());
    const jobs = await portal.db.client.$queryRaw`
      SELECT 1 FROM pgboss.job WHERE data ->> 'runId' = ${body.run.id} AND data ->> 'phase' = 'plan'`;
    expect(jobs).toHaveLength(1);
  });

  it('takes the next free network of the preset’s size when none is asked for', async () => {
    const first = await portal.call('rita', 'POST', '/stacks', portal.request());
    const second = await portal.call('rita', 'POST', '/stacks', portal.request());
    const standard = await portal.call('rita', 'POST', '/stacks', portal.request({ preset: 'standard' }));
    const cidrs = await Promise.all([first, second, standard].map(({ body }) => cidrOf(body.stack.id)));
    expect(new Set(cidrs).size).toBe(3);
    expect(cidrs[0]).toMatch(/\/20$/);
    expect(cidrs[2]).toMatch(/\/16$/);
  });

  it('gives different networks to requests that come at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => portal.call('rita', 'POST', '/stacks', portal.request())),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(200));
    const cidrs = await Promise.all(answers.map(({ body }) => cidrOf(body.stack.id)));
    expect(new Set(cidrs).size).toBe(8);
  });

  it('gives a slug to one of two requests that come at once', async () => {
    const slug = freshSlug();
    const answers = await Promise.all(
      ['rita', 'vera'].map((person) =>
        portal.call(person as 'rita' | 'vera', 'POST', '/stacks', portal.request({ slug })),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    const refused = answers.find(({ status }) => status === 409);
    expect(refused?.body).toMatchObject({ code: 'conflict', issues: [{ path: 'slug', rule: 'slug_taken' }] });
  });

  it('answers 409 with a suggestion for a slug that is taken in the target, and takes it in another', async () => {
    const slug = freshSlug();
    await portal.call('rita', 'POST', '/stacks', portal.request({ slug }));
    const before = await stackCount();
    const { status, body } = await portal.call('fred', 'POST', '/stacks', {
      ...portal.request({ slug }),
      teamId: portal.teams.forecasting.id,
    });
    expect(status).toBe(409);
    expect(body.issues).toEqual([
      {
        path: 'slug',
        rule: 'slug_taken',
        message: `The name ${slug} is taken in this target.`,
        remedy: `Choose ${slug}-2, or another name.`,
      },
    ]);
    expect(await stackCount()).toBe(before);
    const elsewhere = portal.request({ slug, targetId: portal.targets.playground.id });
    expect((await portal.call('rita', 'POST', '/stacks', elsewhere)).status).toBe(200);
  });

  it('answers 409 with the next free block for a network that overlaps another stack’s', async () => {
    const network = { cidr: '10.200.0.0/16' };
    await portal.call('rita', 'POST', '/stacks', portal.request({ preset: 'standard', parameters: { network } }));
    const before = await stackCount();
    const overlapping = portal.request({ parameters: { network: { cidr: '10.200.16.0/20' } } });
    const { status, body } = await portal.call('rita', 'POST', '/stacks', overlapping);
    expect(status).toBe(409);
    expect(body).toMatchObject({
      code: 'conflict',
      message: expect.stringMatching(/10\.200\.16\.0\/20 overlaps 10\.200\.0\.0\/16 of the stack stack-\d+x/),
      issues: [
        { path: 'parameters.network.cidr', rule: 'cidr_taken', remedy: expect.stringMatching(/^Choose 10\.\S+\/20/) },
      ],
    });
    expect(await stackCount()).toBe(before);
  });

  it('lays what was asked for over the preset', async () => {
    const parameters = { database: { storageGb: 77 }, tags: { 'cost-center': '4711' } };
    const { body } = await portal.call('rita', 'POST', '/stacks', portal.request({ parameters }));
    const { body: stack } = await portal.call('rita', 'GET', `/stacks/${body.stack.id}`);
    expect(stack.parameters).toEqual({
      ...presets.small.parameters,
      network: { ...presets.small.parameters.network, cidr: stack.parameters.network.cidr },
      database: { ...presets.small.parameters.database, storageGb: 77 },
      tags: { 'cost-center': '4711' },
    });
  });

  it('records who asked', async () => {
    const { body } = await portal.call('rita', 'POST', '/stacks', portal.request());
    const { body: audit } = await portal.call('ada', 'GET', '/audit?limit=20');
    const subjects = audit.items.filter((event: { actor: { name: string } | null }) => event.actor?.name === 'Rita');
    expect(JSON.stringify(subjects)).toContain(body.stack.id);
  });
});

describe('a request for a stack that is not in order', () => {
  const team = () => portal.teams.vision.id;
  const bad: [string, Record<string, unknown>, { path: string; rule: string; remedy?: RegExp }][] = [
    ['a slug that is too long', { slug: 'a'.repeat(21) }, { path: 'slug', rule: 'slug_length', remedy: /3 to 20/ }],
    ['a slug that is too short', { slug: 'ab' }, { path: 'slug', rule: 'slug_length' }],
    ['a reserved slug', { slug: 'default' }, { path: 'slug', rule: 'slug_reserved' }],
    ['a slug that AWS reserves', { slug: 'aws-fraud' }, { path: 'slug', rule: 'slug_reserved' }],
    ['a slug in capitals', { slug: 'Fraud' }, { path: 'slug', rule: 'slug_form', remedy: /fraud-models/ }],
    ['a slug that climbs', { slug: '../../etc' }, { path: 'slug', rule: 'slug_form' }],
    ['a slug that is no text', { slug: 42 }, { path: 'slug', rule: 'invalid_type' }],
    [
      'a network that is not private',
      { parameters: { network: { cidr: '8.8.0.0/16' } } },
      { path: 'parameters.network.cidr', rule: 'cidr_private', remedy: /10\.0\.0\.0\/8/ },
    ],
    [
      'a network that is too large',
      { parameters: { network: { cidr: '10.0.0.0/8' } } },
      { path: 'parameters.network.cidr', rule: 'cidr_size' },
    ],
    [
      'a network with host bits',
      { parameters: { network: { cidr: '10.20.1.1/16' } } },
      { path: 'parameters.network.cidr', rule: 'cidr_network_address' },
    ],
    [
      'a network that the nodes use themselves',
      { parameters: { network: { cidr: '172.17.0.0/16' } } },
      { path: 'parameters.network.cidr', rule: 'cidr_overlap' },
    ],
    [
      'node counts out of order',
      {
        parameters: {
          cluster: { systemNodes: { instanceType: 'm6i.large', min: 5, desired: 3, max: 2, diskGb: 50 } },
        },
      },
      { path: 'parameters.cluster.systemNodes.desired', rule: 'node_order', remedy: /Raise it to 5/ },
    ],
    [
      'an instance type that the preset does not offer',
      {
        parameters: {
          cluster: { systemNodes: { instanceType: 'g5.xlarge', min: 2, desired: 2, max: 5, diskGb: 50 } },
        },
      },
      { path: 'parameters.cluster.systemNodes.instanceType', rule: 'not_in_preset', remedy: /m6i\.large/ },
    ],
    ['an unknown preset', { preset: 'huge' }, { path: 'preset', rule: 'invalid_value', remedy: /small, standard/ }],
    ['an unknown field', { colour: 'red' }, { path: 'colour', rule: 'unknown_field' }],
    [
      'an unknown field deep inside',
      { parameters: { database: { size: 3 } } },
      { path: 'parameters.database.size', rule: 'unknown_field' },
    ],
    [
      'a description of 10,000 characters',
      { description: 'x'.repeat(10_000) },
      { path: 'description', rule: 'too_big', remedy: /2000 characters/ },
    ],
    [
      'a description with control characters',
      { description: 'a\u0000b' },
      { path: 'description', rule: 'control_character' },
    ],
    [
      'a team id of another kind',
      { teamId: 'tgt_01k9w3m5x7abcdefghjkmnpqrs' },
      { path: 'teamId', rule: 'invalid_format' },
    ],
    [
      'a tag that would be code to Terraform',
      { parameters: { tags: { owner: '${' + 'file("/etc/passwd")}' } } },
      { path: 'parameters.tags.owner', rule: 'invalid_format' },
    ],
  ];

  it.each(bad)(
    'is refused for %s, with field, rule and remedy, and nothing is stored',
    async (_name, fields, issue) => {
      const before = await stackCount();
      const { status, body } = await portal.call('rita', 'POST', '/stacks', { ...portal.request(), ...fields });
      expect(status).toBe(400);
      expect(body).toMatchObject({ code: 'invalid_input', requestId: expect.stringMatching(/^req_/) });
      const { remedy, ...expected } = issue;
      expect(body.issues).toEqual(expect.arrayContaining([expect.objectContaining(expected)]));
      if (remedy) {
        expect(body.issues.find((found: { path: string }) => found.path === issue.path).remedy).toMatch(remedy);
      }
      expect(await stackCount()).toBe(before);
    },
  );

  it('names all that is wrong at once', async () => {
    const { body } = await portal.call('rita', 'POST', '/stacks', { slug: 'A', teamId: team(), preset: 'x', more: 1 });
    expect(body.issues.map(({ path }: { path: string }) => path).sort()).toEqual([
      'more',
      'preset',
      'slug',
      'targetId',
    ]);
  });
});

describe('who may request a stack', () => {
  it('is not somebody who is not signed in', async () => {
    const { status, body, headers } = await portal.call(null, 'POST', '/stacks', portal.request());
    expect({ status, code: body.code }).toEqual({ status: 401, code: 'unauthenticated' });
    expect(headers.get('www-authenticate')).toBe('Bearer realm="flowport"');
  });

  it('is not an auditor, who is told why', async () => {
    const { status, body } = await portal.call('otto', 'POST', '/stacks', portal.request());
    expect({ status, code: body.code }).toEqual({ status: 403, code: 'forbidden' });
    expect(body.message).toMatch(/role auditor you may not request stacks/);
  });

  it('is not a requester of another team, to whom the team does not exist', async () => {
    const { status } = await portal.call('fred', 'POST', '/stacks', portal.request());
    expect(status).toBe(404);
  });

  it('is an approver or an admin for any team', async () => {
    expect((await portal.call('arno', 'POST', '/stacks', portal.request())).status).toBe(200);
    expect((await portal.call('ada', 'POST', '/stacks', portal.request())).status).toBe(200);
  });

  it('meets 404 for a team or target that does not exist', async () => {
    const teamId = 'team_00000000000000000000000000';
    const targetId = 'tgt_00000000000000000000000000';
    expect((await portal.call('ada', 'POST', '/stacks', portal.request({ teamId }))).status).toBe(404);
    expect((await portal.call('ada', 'POST', '/stacks', portal.request({ targetId }))).status).toBe(404);
  });
});

describe('what people type', () => {
  it.each([
    ['HTML', '<script>alert(1)</script></script><img src=x onerror=alert(1)>'],
    ['Terraform', '${' + 'file("/etc/passwd")} %{if true}x%{endif} $${escaped}'],
    ['SQL', `'; DROP TABLE stack; -- " \\ $1 {"a":1}`],
    ['a shell', '$(reboot) `id` && rm -rf / | cat; \n#'],
    ['emoji and scripts', '🚀👩‍🔬 ünïcödé 漢字 \u202e עברית'],
    ['lines', 'one\ntwo\r\n\tthree  '],
  ])('is stored and shown as typed: %s', async (_name, description) => {
    const { body } = await portal.call('rita', 'POST', '/stacks', portal.request({ description }));
    const { body: stack } = await portal.call('rita', 'GET', `/stacks/${body.stack.id}`);
    expect(stack.description).toBe(description);
    const { body: found } = await portal.call('rita', 'GET', `/stacks?search=${encodeURIComponent(stack.slug)}`);
    expect(found.items.map(({ id }: { id: string }) => id)).toContain(stack.id);
  });
});
