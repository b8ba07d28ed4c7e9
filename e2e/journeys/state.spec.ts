import { randomUUID } from 'node:crypto';
import { Api } from '../story/api.ts';
import { expect, test } from '../story/people.ts';
import { arrivedRun } from '../story/requestForm.ts';
import { RunPage } from '../story/runPage.ts';
import { StackPage } from '../story/stackPage.ts';
import { putLock } from '../story/stateBucket.ts';

test('a state is looked into, compared and taken back, and a stranger’s lock is broken', async ({ as, slug }) => {
  const rita = await as('rita');
  const ada = await as('ada');
  const requests = new Api(rita);
  const decides = new Api(ada);

  const { stackId, stateKey } = await test.step('a stack stands, and was changed once', async () => {
    const requested = await requests.requestStack(slug);
    await decides.approve(requested.runId);
    await requests.runReaches(requested.runId, 'succeeded');
    const stack = (await requests.get(`/stacks/${requested.stackId}`)) as { version: number; stateKeys: string[] };
    const { run } = (await requests.post(`/stacks/${requested.stackId}/changes`, {
      version: stack.version,
      parameters: { database: { backupDays: 5 } },
    })) as { run: { id: string } };
    await decides.approve(run.id);
    await requests.runReaches(run.id, 'succeeded');
    return { stackId: requested.stackId, stateKey: stack.stateKeys[0] ?? '' };
  });

  const page = new StackPage(ada);
  const versions = ada.getByRole('region', { name: 'Versions of the state of Foundation' });
  await test.step('Ada sees the versions, and which runs wrote them', async () => {
    await ada.goto(`/stacks/${stackId}`);
    await page.tab('State');
    await expect(ada.getByText('No state is locked.')).toBeVisible();
    const rows = versions.getByRole('row');
    await expect(rows.nth(1)).toContainText('present');
    await expect(rows.nth(1)).toContainText('Update');
    await expect(versions).toContainText('Provision');
    await expect(versions).toContainText('requested by Rita');
  });

  await test.step('the difference shows the attribute that was changed', async () => {
    await versions
      .getByRole('link', { name: /^What changed up to/ })
      .first()
      .click();
    const differ = ada.getByRole('list', { name: 'Resources that differ' });
    await expect(differ).toContainText('aws_db_instance.metadata');
    await expect(differ).toContainText('backup_retention_period');
    await expect(differ).toContainText('5');
  });

  await test.step('going back is planned, shows what becomes of the entries, and is rejected', async () => {
    await versions
      .getByRole('button', { name: /^Go back to/ })
      .first()
      .click();
    const dialog = ada.getByRole('dialog');
    await dialog.getByLabel('Reason').fill('To see what it would do.');
    await dialog.getByRole('button', { name: 'Plan it' }).click();
    const runId = await arrivedRun(ada);
    const run = new RunPage(ada);
    await run.reaches('Awaiting approval');
    await expect(ada.getByText('The state of foundation goes back to serial')).toBeVisible();
    await expect(ada.getByText(/entr(y|ies) as the older state has it/)).toBeVisible();
    // Whoever asks does not decide, unless the target lets them.
    const arno = await as('arno');
    const his = new RunPage(arno);
    await his.open(runId);
    await his.reject('Only a look.');
    await requests.runReaches(runId, 'discarded');
  });

  await test.step('a lock that was put there by hand is foreign, and an admin breaks it with a reason', async () => {
    putLock(stateKey, { id: randomUUID(), who: 'kim@laptop', created: new Date() });
    await ada.goto(`/stacks/${stackId}?tab=state`);
    const lock = ada.getByRole('listitem', { name: 'Lock of Foundation' });
    await expect(lock).toContainText('Foreign');
    await expect(lock).toContainText('kim@laptop');
    await lock.getByRole('button', { name: 'Break the lock' }).click();
    const dialog = ada.getByRole('dialog', { name: 'Break the lock of foundation?' });
    const confirm = dialog.getByRole('button', { name: 'Break the lock' });
    await dialog.getByLabel('Reason').fill('Kim’s laptop is in the river.');
    await expect(confirm).toBeDisabled();
    await dialog.getByLabel(`Type ${slug} to confirm`).fill(slug);
    await confirm.click();
    await expect(ada.getByText('No state is locked.')).toBeVisible();
    await ada.goto(`/audit?search=${slug}`);
    await expect(ada.getByText('broke the lock of').first()).toBeVisible();
  });

  await test.step('Rita sees locks, and is told that states are not hers to read', async () => {
    await rita.goto(`/stacks/${stackId}?tab=state`);
    await expect(rita.getByText('No state is locked.')).toBeVisible();
    await expect(rita.getByText('Your role may not look into states')).toBeVisible();
  });
});
