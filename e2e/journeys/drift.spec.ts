import { Api } from '../story/api.ts';
import { expectAccessible } from '../story/axe.ts';
import { Cloud } from '../story/cloud.ts';
import { expect, test } from '../story/people.ts';

test('what somebody changed outside is noticed, acknowledged for a while, and put back', async ({ as, slug }) => {
  const rita = await as('rita');
  const arno = new Api(await as('arno'));
  const api = new Api(rita);
  const cloud = await Cloud.open();
  const { stackId, runId } = await api.requestStack(slug);
  await arno.approve(runId);
  await api.runReaches(runId, 'succeeded');
  const drift = rita.getByRole('region', { name: 'Drift' });
  const status = rita.getByRole('main').getByText('Drifted', { exact: true }).first();

  await test.step('a look right after the apply finds nothing', async () => {
    await rita.goto(`/stacks/${stackId}`);
    await expect(drift).toContainText('Not checked yet');
    await drift.getByRole('button', { name: 'Check now' }).click();
    await expect(rita.getByText('Nothing was changed outside', { exact: true })).toBeVisible({ timeout: 60_000 });
    await rita.getByRole('link', { name: 'See the report' }).click();
    await expect(rita.getByText('Everything is as Flowport left it')).toBeVisible();
  });

  const database = await cloud.find('aws_db_instance', slug);
  await cloud.change(database, { backup_retention_period: 9 });

  await test.step('a look after a change by hand shows both values', async () => {
    await rita.goto(`/stacks/${stackId}`);
    await drift.getByRole('button', { name: 'Check now' }).click();
    await expect(rita.getByText('1 resource changed outside of Flowport')).toBeVisible({ timeout: 60_000 });
    await rita.getByRole('link', { name: 'See the report' }).click();
    const row = rita.getByRole('row', { name: /backup_retention_period/ });
    await expect(row).toContainText('1');
    await expect(row).toContainText('9');
    await expectAccessible(rita, 'the report of a look for drift');
  });

  await test.step('the stack has drifted, and says whom to ask', async () => {
    await rita.getByRole('link', { name: 'To the stack', exact: true }).click();
    await expect(status).toBeVisible();
    await expect(drift).toContainText('1 resource changed outside of Flowport since the last apply');
    await expect(drift).toContainText('Ask the team Vision');
    await expect(drift).toContainText('approved by Arno');
    await expectAccessible(rita, 'a stack that has drifted');
  });

  await test.step('acknowledged with a comment it counts no more, and taken back it does', async () => {
    await drift.getByRole('button', { name: /^Acknowledge/ }).click();
    const dialog = rita.getByRole('dialog', { name: 'Acknowledge this change' });
    const confirm = dialog.getByRole('button', { name: 'Acknowledge' });
    await expect(confirm).toBeDisabled();
    await dialog.getByLabel('Why may it stay as it is?').fill('Raised by hand during the incident.');
    await dialog.getByLabel('For how many days?').fill('91');
    await expect(dialog).toContainText('A whole number from 1 to 90');
    await expect(confirm).toBeDisabled();
    await dialog.getByLabel('For how many days?').fill('14');
    await expectAccessible(rita, 'the dialog that acknowledges drift');
    await confirm.click();
    await expect(dialog).toBeHidden();
    await expect(drift).toContainText('Raised by hand during the incident.');
    await expect(status).toBeHidden();
    await drift.getByRole('button', { name: /^Take back/ }).click();
    await expect(status).toBeVisible();
  });

  await test.step('it is put back by a run that is approved as every run is', async () => {
    await drift.getByRole('button', { name: 'Put it back' }).click();
    await expect(rita.getByText('This run puts back what was changed outside')).toBeVisible();
    const repairId = new URL(rita.url()).pathname.split('/').at(-1) ?? '';
    await arno.approve(repairId);
    await api.runReaches(repairId, 'succeeded');
    expect((await cloud.find('aws_db_instance', slug)).attributes.backup_retention_period).toBe(1);
    await rita.goto(`/stacks/${stackId}`);
    await expect(drift).toContainText('As the last apply left it');
    await expect(status).toBeHidden();
  });
});
