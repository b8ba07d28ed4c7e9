import type { Page } from '@playwright/test';
import { Api } from '../story/api.ts';
import { expectAccessible, narrow, wide } from '../story/axe.ts';
import { Cloud } from '../story/cloud.ts';
import { test } from '../story/ownPeople.ts';
import { expect } from '../story/people.ts';
import { arrivedRun, RequestForm } from '../story/requestForm.ts';
import { RunPage } from '../story/runPage.ts';
import { StackPage } from '../story/stackPage.ts';

test('a run is canceled while it applies, and tried again from where things stand', async ({ as, portal, slug }) => {
  const [rita, arno] = [await as('rita'), await as('arno')];
  const api = new Api(rita, portal);
  const decides = new Api(arno, portal);
  const cloud = await Cloud.open(portal);
  const page = new RunPage(rita);
  const related = rita.getByRole('list', { name: 'Related runs' });
  const { stackId, runId } = await api.requestStack(slug);
  await cloud.hold('aws_db_instance');

  await test.step('Rita stops it while Terraform creates the database', async () => {
    await decides.approve(runId);
    await page.open(runId);
    await page.tab('Log').click();
    await expect(page.log).toContainText('aws_db_instance.metadata: Creating');
    await rita.getByRole('button', { name: 'Cancel run' }).click();
    const dialog = rita.getByRole('dialog', { name: 'Cancel this run?' });
    await expect(dialog).toContainText('Terraform finishes the resources it is working on and saves its state');
    await lookedAt(rita, 'the question before a cancellation');
    await dialog.getByLabel('Reason').fill('The wrong preset.');
    await dialog.getByRole('button', { name: 'Cancel run' }).click();
    await expect(dialog).toBeHidden();
    await page.reaches('Canceled');
    await expect(rita.getByRole('note').filter({ hasText: 'Canceled by Rita' })).toContainText('The wrong preset.');
    await cloud.release('aws_db_instance');
  });

  await test.step('the stack says that it came to nothing, and what is there', async () => {
    await rita.goto(`/stacks/${stackId}`);
    await expect(rita.getByRole('main').getByText('Failed', { exact: true }).first()).toBeVisible();
    const condition = rita.getByRole('note').filter({ hasText: 'Its last run did not come to its end' });
    await expect(condition).toContainText(/\d+ resources of it exist/);
    await lookedAt(rita, 'a stack whose run was canceled');
    await condition.getByRole('link', { name: 'What is there' }).click();
    await expect(rita.getByRole('main')).toContainText('aws_vpc.');
    await expect(rita.getByRole('main')).not.toContainText('aws_eks_cluster.');
  });

  await test.step('she tries it again, and the two lead to each other', async () => {
    await page.open(runId);
    await rita.getByRole('button', { name: 'Try again' }).click();
    const dialog = rita.getByRole('dialog', { name: `Try to change ${slug} again?` });
    await lookedAt(rita, 'the question before another try');
    await dialog.getByRole('button', { name: 'Try again' }).click();
    await expect(rita).not.toHaveURL(new RegExp(runId));
    const againId = await arrivedRun(rita);
    await page.reaches('Awaiting approval');
    await related.getByRole('link', { name: new RegExp(runId.slice(-6)) }).click();
    await expect(related).toContainText('It was tried again by');
    await expect(rita.getByRole('button', { name: 'Try again' })).toHaveCount(0);
    await related.getByRole('link', { name: new RegExp(againId.slice(-6)) }).click();
    await expect(related).toContainText('It tries');
    await decides.approve(againId);
    await page.reaches('Succeeded');
    await expect(rita.getByText(`${slug} is ready`)).toBeVisible();
  });
});

test('requests for one stack meet: one is replaced, one waits its turn, and a plan is dropped', async ({
  as,
  portal,
  slug,
}) => {
  const [rita, arno] = [await as('rita'), await as('arno')];
  const api = new Api(rita, portal);
  const decides = new Api(arno, portal);
  const cloud = await Cloud.open(portal);
  const page = new RunPage(rita);
  const { stackId, runId: firstId } = await api.requestStack(slug);
  await decides.approve(firstId);
  await api.runReaches(firstId, 'succeeded');
  const wish = async (backupDays: number) => {
    const { version } = (await api.get(`/stacks/${stackId}`)) as { version: number };
    return api.send(`/stacks/${stackId}/changes`, { version, parameters: { database: { backupDays } } });
  };

  const { run: older } = (await (await wish(4)).json()) as { run: { id: string } };
  await api.runReaches(older.id, 'awaiting_approval');

  const newerId = await test.step('a newer change says whose place it takes, and takes it', async () => {
    const form = await askForBackups(rita, stackId, '5');
    const notice = rita.getByRole('note').filter({ hasText: 'This takes the place of another request' });
    await expect(notice.getByRole('link')).toHaveAttribute('href', `/runs/${older.id}`);
    await lookedAt(rita, 'a change that takes the place of another one');
    await form.review();
    const id = await form.send();
    await page.reaches('Awaiting approval');
    await rita
      .getByRole('list', { name: 'Related runs' })
      .getByRole('link', { name: new RegExp(older.id.slice(-6)) })
      .click();
    await page.reaches('Discarded');
    await expect(rita.getByRole('note').filter({ hasText: 'Replaced by Rita' })).toContainText(id);
    return id;
  });

  await cloud.hold('aws_db_instance');
  await decides.approve(newerId);
  await api.runReaches(newerId, 'applying');

  await test.step('what is being carried out is in the way, by name', async () => {
    const answer = await wish(6);
    expect(answer.status()).toBe(409);
    const { message, issues } = await answer.json();
    expect(message).toContain(`The update run ${newerId} by Rita is applying since`);
    expect(issues).toMatchObject([{ path: 'ifBusy', remedy: 'Send "queue" to wait behind it.' }]);
  });

  const queuedId = await test.step('a change is queued behind it', async () => {
    const form = await askForBackups(rita, stackId, '6');
    await expect(rita.getByRole('note').filter({ hasText: 'Another run works on the stack' })).toContainText(newerId);
    await form.review();
    await lookedAt(rita, 'a change that is to be queued');
    await rita.getByRole('button', { name: 'Queue it behind the running one' }).click();
    const id = await arrivedRun(rita);
    await expect(rita.getByRole('status').filter({ hasText: 'It waits for the update of this stack' })).toBeVisible();
    await expect(rita.getByRole('list', { name: 'Related runs' })).toContainText('It waits behind');
    await lookedAt(rita, 'a run that waits behind another one');
    await rita.goto(`/stacks/${stackId}`);
    const waiting = rita.getByRole('region', { name: 'Waiting runs' });
    await expect(waiting.getByRole('link', { name: /^The update of Rita/ })).toHaveAttribute('href', `/runs/${id}`);
    await lookedAt(rita, 'a stack that a run waits for');
    await new StackPage(rita).tab('Parameters');
    await expect(rita.getByRole('main')).not.toContainText('No change can be requested now');
    return id;
  });

  await test.step('it gets its turn when the other one has ended, with what the stack has by then', async () => {
    await cloud.release('aws_db_instance');
    await page.open(queuedId);
    await page.reaches('Awaiting approval');
    await expect(page.plan).toContainText('backup_retention_period');
    await page.tab('History').click();
    await expect(rita.getByRole('region', { name: 'What happened' })).toContainText('gave it its turn');
  });

  await test.step('she drops her own plan, and the stack stays as it is', async () => {
    await rita.getByRole('button', { name: 'Discard plan' }).click();
    const dialog = rita.getByRole('dialog', { name: 'Discard this plan?' });
    await lookedAt(rita, 'the question before a plan is discarded');
    await dialog.getByLabel('Reason').fill('Five days are enough.');
    await dialog.getByRole('button', { name: 'Discard plan' }).click();
    await page.reaches('Discarded');
    await expect(rita.getByRole('note').filter({ hasText: 'Discarded by Rita' })).toContainText(
      'Five days are enough.',
    );
    await rita.goto(`/stacks/${stackId}`);
    await expect(rita.getByRole('main').getByText('Ready', { exact: true }).first()).toBeVisible();
    expect((await cloud.find('aws_db_instance', slug)).attributes.backup_retention_period).toBe(5);
  });
});

test('where the target wants it, two people approve what takes the data away', async ({ as, portal, slug }) => {
  const [rita, arno, ada] = [await as('rita'), await as('arno'), await as('ada')];
  const api = new Api(rita, portal);
  const { stackId, runId } = await api.requestStack(slug);
  await new Api(arno, portal).approve(runId);

  const setPolicy = async (wantsTwo: boolean) => {
    await ada.goto('/targets');
    await ada.getByText('Policy', { exact: true }).click();
    await ada.getByRole('button', { name: /^Change the policy of/ }).click();
    const dialog = ada.getByRole('dialog', { name: /^Policy of/ });
    await dialog.getByRole('checkbox', { name: /^Two approvers for the foundation/ }).setChecked(wantsTwo);
    await lookedAt(ada, 'the policy of a target');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(dialog).toBeHidden();
  };

  await test.step('Ada sets it on the page of the targets', async () => {
    await setPolicy(true);
    const fact = ada.getByRole('definition').filter({ hasText: /^Yes$/ });
    await expect(fact.first()).toBeVisible();
  });

  const his = new RunPage(arno);
  const hers = new RunPage(ada);
  const destroyId = await test.step('Rita asks for the destruction', async () => {
    await api.runReaches(runId, 'succeeded');
    await rita.goto(`/stacks/${stackId}`);
    const stack = new StackPage(rita);
    return stack.confirmDestroy(await stack.askToDestroy(slug, 'purge'), slug);
  });

  await test.step('the first approval is not enough, and nobody approves twice', async () => {
    await his.open(destroyId);
    await his.reaches('Awaiting approval');
    await expect(his.decision).toContainText('0 of 2 approved');
    await his.approveLosses('Vision has moved on.');
    await expect(his.decision).toContainText('1 of 2 approved, by Arno.');
    await expect(his.decision.getByRole('button', { name: 'Approve' })).toHaveCount(0);
    await lookedAt(arno, 'a plan that waits for a second approver');
    const { digest } = (await api.get(`/runs/${destroyId}`)) as { digest: string };
    const again = await new Api(arno, portal).send(`/runs/${destroyId}/approve`, { digest });
    expect(again.status()).toBe(409);
    expect((await again.json()).message).toContain('somebody else');
  });

  await test.step('Ada is the second, and it is carried out', async () => {
    await ada.goto('/approvals');
    const waiting = ada.getByRole('listitem').filter({ hasText: slug });
    await expect(waiting).toContainText('1 of 2 approved: Arno has, somebody else has to');
    await waiting.getByRole('link').click();
    await hers.reaches('Awaiting approval');
    await hers.approveLosses('So they have.');
    await hers.reaches('Succeeded');
    await hers.tab('History').click();
    const decisions = ada.getByRole('region', { name: 'Decisions' });
    for (const name of ['Arno', 'Ada']) await expect(decisions).toContainText(name);
  });

  await setPolicy(false);
});

async function askForBackups(page: Page, stackId: string, days: string): Promise<RequestForm> {
  await page.goto(`/stacks/${stackId}`);
  await page.getByRole('link', { name: 'Request a change' }).click();
  const form = new RequestForm(page);
  const database = await form.unfold('Database');
  await database.getByLabel('Backups (days)').fill(days);
  return form;
}

/** As it stands, on a desk and on a phone. */
async function lookedAt(page: Page, what: string): Promise<void> {
  await expectAccessible(page, what);
  await page.setViewportSize(narrow);
  await expectAccessible(page, `${what}, on a phone`, 'first');
  await page.setViewportSize(wide);
}
