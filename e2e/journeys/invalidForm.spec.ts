import type { Page } from '@playwright/test';
import { Api } from '../story/api.ts';
import { expect, test } from '../story/people.ts';
import { expectProblem, RequestForm } from '../story/requestForm.ts';
import { RunPage } from '../story/runPage.ts';

const hostile = [
  'Line one: ${file("/etc/passwd")} %{if true}yes%{endif} $${x}',
  'Line two: </script><script>window.interpreted = true</script><img src=x onerror="window.interpreted = true">',
  `Line three: "double" 'single' \`back\` ; DROP TABLE stacks; -- $(id) | && 🦊 Größe 数据 \\n`,
].join('\n');

test.describe('what a form refuses', () => {
  let rita: Page;
  let form: RequestForm;
  let sent: string[];

  test.beforeEach(async ({ as }) => {
    rita = await as('rita');
    sent = [];
    rita.on('request', (request) => {
      if (request.method() === 'POST' && /stacks\.(request|change)/.test(request.url())) sent.push(request.url());
    });
    form = new RequestForm(rita);
    await form.open();
  });

  test.afterEach(async () => {
    await form.review();
    await expect(rita.getByText(/\d+ problems? to correct first/)).toBeVisible();
    await expect(rita).not.toHaveURL(/step=review/);
    expect(sent).toEqual([]);
  });

  test('names against the rules, each with its rule and its remedy', async () => {
    const refused: [string, string][] = [
      ['ab', 'Too short. Use 3 to 20 characters.'],
      ['a'.repeat(21), 'Too long: 21 characters. Use 3 to 20 characters; AWS names are built from it.'],
      ['Fraud_Models', 'Only lower-case letters, digits and hyphens'],
      ['9lives', 'a letter first, no hyphen last. Write it as fraud-models.'],
      ['fraud-', 'no hyphen last'],
      ['fraud--models', 'Two hyphens in a row are not allowed. Use one hyphen.'],
      ['aws-models', 'Names that begin with "aws" are reserved by AWS. Choose another beginning.'],
      ['default', 'The name "default" is reserved. Choose another name.'],
      ['größe', 'Only lower-case letters'],
      ['', 'Too short.'],
    ];
    for (const [name, message] of refused) {
      await form.name.fill(name);
      await form.name.blur();
      await expectProblem(form.name, containing(message));
    }
  });

  test('a name that is taken, with one that is free', async ({ slug, as }) => {
    await new Api(await as('arno')).requestStack(slug);
    await form.name.fill(slug);
    await expectProblem(form.name, /^.*Taken in Sandbox\. \S+ is free\./);
    await expect(rita.getByRole('button', { name: /^Use \S+ instead$/ })).toBeVisible();
  });

  test('networks that are not private, overlap, or have the wrong size', async ({ slug, as }) => {
    const neighbour = '10.77.0.0/20';
    const api = new Api(await as('arno'));
    const teams = (await api.get('/teams')) as { items: { id: string }[] };
    const targets = (await api.get('/targets')) as { items: { id: string }[] };
    const { run } = (await api.post('/stacks', {
      slug,
      teamId: teams.items[0]?.id,
      targetId: targets.items[0]?.id,
      preset: 'small',
      parameters: { network: { cidr: neighbour } },
    })) as { run: { id: string } };
    await form.open();
    const network = await form.unfold('Network');
    const cidr = network.getByLabel('VPC network');
    const refused: [string, string][] = [
      ['8.8.0.0/16', 'The network is not private. Choose it in 10.0.0.0/8'],
      ['10.20.0.1/16', 'The address has host bits set. Begin with the network address'],
      ['10.0.0.0/8', 'The network must be between /16 and /20.'],
      ['10.20.0.0/24', 'The network must be between /16 and /20.'],
      ['172.17.0.0/16', 'The network overlaps the bridge network of the nodes. Choose another block'],
      ['10.300.0.0/16', 'Not an IPv4 block. Write it as 10.20.0.0/16.'],
      ['', 'Not an IPv4 block.'],
      [
        neighbour,
        `The network overlaps ${neighbour} of ${slug}. Choose a block that no other stack of the target has.`,
      ],
    ];
    for (const [block, message] of refused) {
      await cidr.fill(block);
      await expectProblem(cidr, containing(message));
    }
    const access = network.getByRole('group', { name: 'Who may reach the Kubernetes API' });
    await access.getByRole('button', { name: 'Add a block' }).click();
    const added = access.getByRole('textbox', { name: /^Block \d+$/ }).last();
    await added.fill('300.1.1.1/8');
    await added.blur();
    await expectProblem(added, containing('Not an IPv4 block. Write it as 203.0.113.0/24.'));
    await api.post(`/runs/${run.id}/cancel`, {});
  });

  test('numbers out of order or bounds, and types that the preset does not offer', async () => {
    await form.choosePreset('Small');
    const cluster = await form.unfold('Cluster');
    const nodes = cluster.getByRole('group', { name: 'System nodes' });
    const refused: [string, string, string, string][] = [
      ['Fewest nodes', '3', 'Nodes at the start', 'Fewer nodes at the start than the fewest allowed. Raise it to 3'],
      ['Fewest nodes', '1', 'Fewest nodes', 'The services need two system nodes. Choose 2 or more.'],
      [
        'Most nodes',
        '1',
        'Most nodes',
        'The maximum is below the number of nodes at the start. Raise it to 2 or more.',
      ],
      ['Most nodes', '9999', 'Most nodes', 'At most 450.'],
      ['Disk per node (GB)', '10', 'Disk per node (GB)', 'At least 50.'],
      ['Disk per node (GB)', '', 'Disk per node (GB)', 'A whole number is missing here. Enter one.'],
    ];
    for (const [field, value, place, message] of refused) {
      const input = nodes.getByLabel(field);
      const before = await input.inputValue();
      await input.fill(value);
      await expectProblem(nodes.getByLabel(place), containing(message));
      await input.fill(before);
      await expect(nodes.getByLabel(place)).not.toHaveAttribute('aria-invalid');
    }
    await expect(nodes.getByLabel('Instance type').getByRole('option', { name: /^m6i\.large/ })).toHaveCount(1);
    await expect(nodes.getByLabel('Instance type').getByRole('option', { name: /^g5\./ })).toHaveCount(0);
    await expect(cluster.getByRole('button', { name: /Add GPU nodes/i })).toBeDisabled();
    await expect(cluster).toContainText('The preset Small offers none. Large and GPU do.');
  });

  test('text that is too long, and tags that AWS does not take', async () => {
    await form.description.fill('x'.repeat(10_000));
    await expectProblem(form.description, containing('At most 2000 characters.'));
    await form.description.fill('bell \u0007');
    await expectProblem(form.description, containing('Control characters cannot be stored.'));
    const tags = await form.unfold('Tags');
    await tags.getByRole('button', { name: 'Add a tag' }).click();
    const key = tags.getByLabel('Key of tag 1');
    const value = tags.getByLabel('Value of tag 1');
    await key.fill('team');
    await value.fill('${file("/etc/passwd")}');
    await expectProblem(value, containing('Letters, digits, spaces'));
    await value.fill('x');
    await key.fill('aws:owner');
    await expectProblem(key, containing('aws:'));
    await key.fill('x'.repeat(129));
    await expectProblem(key, containing('1 to 128'));
  });
});

test('text that looks like code is shown as typed and interpreted by nothing', async ({ as, slug }) => {
  const rita = await as('rita');
  const form = new RequestForm(rita);
  await form.open();
  await form.name.fill(slug);
  await form.choosePreset('Small');
  await form.description.fill(hostile);
  await form.review();
  await expect(rita.getByRole('region', { name: slug })).toContainText(hostile);
  const runId = await form.send();
  const run = new RunPage(rita);

  await test.step('on the run page, and Terraform makes a plan of it', async () => {
    await run.reaches('Awaiting approval');
    expect(await rita.getByRole('blockquote').textContent()).toBe(hostile);
    await run.plan.getByLabel('Search the plan').fill('passwd');
    await expect(run.plan).not.toContainText('root:');
    await run.tab('Log').click();
    await expect(run.log).toContainText(/Terraform|Plan/);
    await expect(run.log).not.toContainText('root:x:');
  });

  await test.step('in the inbox of the approver', async () => {
    const arno = await as('arno');
    await arno.goto('/approvals');
    await expect(arno.getByRole('listitem').filter({ hasText: slug })).toContainText(hostile);
    const his = new RunPage(arno);
    await his.open(runId);
    await his.reject(hostile);
    await his.reaches('Discarded');
    await run.reaches('Discarded');
    await expect(rita.getByRole('note').filter({ hasText: 'Rejected by Arno' })).toContainText(hostile);
    expect(await arno.evaluate("'interpreted' in window")).toBe(false);
  });

  await test.step('on the stack page and in the list', async () => {
    await rita.getByRole('navigation', { name: 'Breadcrumbs' }).getByRole('link', { name: slug }).click();
    expect(await rita.getByRole('region', { name: 'About' }).locator('p').first().textContent()).toBe(hostile);
    await rita.goto(`/stacks?gone=true&search=${slug}`);
    await expect(rita.getByRole('row').filter({ hasText: slug })).toContainText(hostile);
    expect(await rita.evaluate("'interpreted' in window")).toBe(false);
  });
});

function containing(text: string): RegExp {
  return new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
}
