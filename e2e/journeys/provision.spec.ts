import type { Page } from '@playwright/test';
import { expect, test } from '../story/people.ts';
import { arrivedRun, RequestForm } from '../story/requestForm.ts';
import { countIn, RunPage } from '../story/runPage.ts';
import { StackPage } from '../story/stackPage.ts';

test('a stack lives from the request over a change to its destruction', async ({ as, slug }) => {
  const rita = await as('rita');
  const arno = await as('arno');
  const stack = new StackPage(rita);
  const description = `Ranks pictures. ${slug}`;

  const { runId, total } = await test.step('Rita fills in the form, reviews it and sends it', async () => {
    const form = new RequestForm(rita);
    await form.open();
    await form.name.fill(slug);
    await expect(rita.getByText('Free in this target')).toBeVisible();
    await form.description.fill(description);
    await form.choosePreset('Small');
    const total = await resourcesInTotal(rita);
    expect(total).toBeGreaterThan(30);
    await form.review();
    await expect(rita.getByRole('heading', { level: 1, name: `Review the request for ${slug}` })).toBeVisible();
    await expect(rita.getByRole('region', { name: slug })).toContainText(description);
    await expect(rita.getByText('Nothing has been sent yet.')).toBeVisible();
    const before = rita.getByRole('region', { name: 'Checked beforehand' });
    await expect(before.getByRole('status').filter({ hasText: 'passed' })).toHaveText(/^\d+ passed\.$/);
    return { runId: await form.send(), total };
  });

  await test.step('the plan appears on her page by itself, and she may not decide about it', async () => {
    const run = new RunPage(rita);
    await run.reaches('Awaiting approval');
    await expect(run.plan).toBeVisible();
    await expect(run.decision.getByRole('button', { name: 'Approve' })).toHaveCount(0);
  });

  await test.step('Arno finds it in his inbox', async () => {
    await arno.goto('/approvals');
    const waiting = arno.getByRole('region', { name: 'For you to decide' });
    const item = waiting.getByRole('listitem').filter({ hasText: slug });
    await expect(item).toContainText('Rita for Vision, in Sandbox');
    await expect(item).toContainText(`${total} to create`);
    await item.getByRole('link', { name: `Provision ${slug}` }).click();
    expect(await arrivedRun(arno)).toBe(runId);
  });

  await test.step('he reads the plan: all layers, their counts, their resources', async () => {
    const run = new RunPage(arno);
    const created = [];
    for (const layer of ['Foundation', 'Cluster', 'Services'] as const) {
      created.push(await countIn(run.layer(layer).locator('header').first(), 'create'));
    }
    expect(created.reduce((sum, count) => sum + count, 0)).toBe(total);
    await expect(run.decision).toContainText(`${total} to create`);
    await expect(run.layer('Foundation')).toContainText('Exact plan');
    await run.plan.getByLabel('Search the plan').fill('aws_db_instance');
    await expect(run.layer('Foundation').getByRole('listitem')).toHaveCount(1);
    await expect(run.layer('Cluster')).toHaveCount(0);
    await run.plan.getByLabel('Search the plan').fill('');
    await expect(run.layer('Services')).toBeVisible();
  });

  await test.step('he approves, and both watch Terraform create it', async () => {
    const run = new RunPage(arno);
    await run.approve('Small and cheap. Go on.');
    const hers = new RunPage(rita);
    await hers.reaches('Applying');
    await expect(hers.log).toContainText(/Creat(ing|ion complete)/, { timeout: 60_000 });
    await hers.reaches('Succeeded');
    await expect(rita.getByText(`${slug} is ready`)).toBeVisible();
    await run.reaches('Succeeded');
    await run.tab('History').click();
    await expect(arno.getByRole('region', { name: 'Decisions' })).toContainText('Small and cheap. Go on.');
    await run.tab('Log').click();
    await run.page.getByLabel('Search the log').fill('Apply complete');
    await expect(run.page.getByText(/^\d+ of 3$/)).toBeVisible();
  });

  await test.step('Rita connects: commands, endpoints, configuration', async () => {
    await rita.getByRole('link', { name: 'Connect' }).click();
    await expect(rita.getByRole('heading', { level: 1, name: slug })).toBeVisible();
    await expect(rita.getByRole('main')).toContainText('Ready');
    await expect(rita.getByText(/^aws eks update-kubeconfig --region \S+ --name \S+ --alias \S+$/)).toBeVisible();
    const endpoints = rita.getByRole('list', { name: 'Endpoints' }).getByRole('listitem');
    await expect(endpoints.first()).toContainText('port-forward svc/');
    expect(await endpoints.count()).toBeGreaterThanOrEqual(4);
    const fileName = `config_${slug}.json`;
    const config = await stack.downloadConfig(fileName);
    expect(config).toEqual(await stack.shownConfig(fileName));
    expect(config.METAFLOW_DEFAULT_DATASTORE).toBe('s3');
    expect(config.METAFLOW_SERVICE_URL).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  });

  await test.step('each workload identity shows whom its role trusts', async () => {
    const identities = rita.getByRole('region', { name: 'Roles of the service accounts' });
    const buttons = identities.getByRole('button', { name: /trust policy$/ });
    const closed = buttons.and(identities.locator('[aria-expanded]'));
    expect(await closed.count()).toBeGreaterThanOrEqual(3);
    const first = closed.first();
    await expect(first).toHaveAttribute('aria-expanded', 'false');
    await first.click();
    await expect(first).toHaveAttribute('aria-expanded', 'true');
    const policy = JSON.parse((await identities.locator('pre').first().textContent()) ?? '');
    expect(policy.Statement[0].Action).toBe('sts:AssumeRoleWithWebIdentity');
  });

  await test.step('what exists is listed by layer', async () => {
    await stack.tab('Resources');
    await expect(rita.getByText(`${total} resources`, { exact: true })).toBeVisible();
    for (const layer of ['Foundation', 'Cluster', 'Services']) {
      const rows = rita.getByRole('table', { name: `Resources of ${layer}` }).getByRole('row');
      expect(await rows.count()).toBeGreaterThan(3);
    }
  });

  await test.step('a change shows its difference in form and plan, and is applied', async () => {
    await stack.tab('Parameters');
    await rita.getByRole('main').getByRole('link', { name: 'Request a change' }).first().click();
    const form = new RequestForm(rita);
    const datastore = await form.unfold('Datastore');
    await datastore.getByLabel('Keep old versions (days)').fill('21');
    await form.review();
    const difference = rita.getByRole('table', { name: 'What would change' });
    await expect(difference.getByRole('row').filter({ hasText: 'Keep old versions (days)' })).toContainText(/7.*21/);
    const changeId = await form.send();
    const hers = new RunPage(rita);
    await hers.reaches('Awaiting approval');

    const his = new RunPage(arno);
    await his.open(changeId);
    await his.reaches('Awaiting approval');
    await expect(his.decision).toContainText('1 to update');
    const attributes = his.layer('Foundation').getByRole('table', { name: /^Attributes of .*lifecycle/ });
    await expect(attributes).toContainText(/7.*21/);
    await his.approve('Cheap enough.');
    await hers.reaches('Succeeded');
  });

  await test.step('the destruction asks for the name, is approved as what it is, and leaves the data', async () => {
    await rita.getByRole('navigation', { name: 'Breadcrumbs' }).getByRole('link', { name: slug }).click();
    const dialog = await stack.askToDestroy(slug, 'snapshot');
    const destroyId = await stack.confirmDestroy(dialog, slug);
    const his = new RunPage(arno);
    await his.open(destroyId);
    await his.reaches('Awaiting approval');
    await expect(his.page.getByRole('main')).toContainText('The data: keep a snapshot and the artifacts');
    const [deleted, forgotten] = await Promise.all([countIn(his.decision, 'delete'), countIn(his.decision, 'forget')]);
    expect(forgotten).toBeGreaterThan(0);
    expect(deleted + forgotten).toBe(total);
    await his.approveLosses('The experiment is over.');
    await new RunPage(rita).reaches('Succeeded');
    await expect(rita.getByText(`${slug} is gone`)).toBeVisible();
    const kept = rita.getByRole('list', { name: 'What is kept' });
    await expect(kept.getByRole('listitem').filter({ hasText: 'Final snapshot' })).toContainText(`mf-${slug}-final-`);
    await expect(kept.getByRole('listitem').filter({ hasText: 'Bucket' })).toContainText(`mf-${slug}-`);
  });

  await test.step('the list no longer has it, unless one asks for what is gone', async () => {
    await rita.goto('/stacks');
    await rita.getByLabel('Search stacks').fill(slug);
    await expect(rita.getByText('No stack fits these filters')).toBeVisible();
    await rita.getByLabel('Destroyed too').check();
    await expect(rita.getByRole('row').filter({ hasText: slug })).toContainText('Destroyed');
    await expect(rita).toHaveURL(new RegExp(`search=${slug}.*gone=true|gone=true.*search=${slug}`));
  });
});

/** The number of resources that the form promises. */
async function resourcesInTotal(page: Page): Promise<number> {
  const total = page.getByRole('region', { name: 'Estimated cost a month' }).locator('dl > div').last();
  await expect(total).toContainText(/Total/);
  await expect(total.getByRole('definition')).not.toHaveText('0');
  return Number(await total.getByRole('definition').textContent());
}
