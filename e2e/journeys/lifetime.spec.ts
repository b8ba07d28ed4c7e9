import { Api } from '../story/api.ts';
import { expectAccessible } from '../story/axe.ts';
import { expect, test } from '../story/people.ts';
import { arrivedRun, RequestForm } from '../story/requestForm.ts';
import { StackPage } from '../story/stackPage.ts';

test('a stack is asked for with an end, extended, put to sleep and woken', async ({ as, slug }) => {
  const rita = await as('rita');
  const arnoPage = await as('arno');
  const arno = new Api(arnoPage);
  const api = new Api(rita);
  const ada = new Api(await as('ada'));
  const lifetime = rita.getByRole('region', { name: 'Lifetime' });
  const carryOut = async (runId: string) => {
    await arno.approve(runId);
    await api.runReaches(runId, 'succeeded');
  };
  let runId = '';
  let stackId = '';

  await test.step('the target has a limit', async () => {
    const { items } = (await ada.get('/targets')) as { items: { id: string }[] };
    await ada.post(`/targets/${items[0]?.id}/policy`, { policy: { lifetimeMaxHours: 168 } });
  });

  await test.step('a lifetime beyond it is told to the approver of the first run', async () => {
    const form = new RequestForm(rita);
    await form.open();
    await form.name.fill(slug);
    await rita.getByLabel('How long is it needed?').selectOption({ label: '30 days (to be approved)' });
    await expect(lifetime).toContainText('The approver of the stack decides on more.');
    await form.review();
    await expect(rita.getByRole('main')).toContainText('30 days');
    runId = await form.send();
    await api.runReaches(runId, 'awaiting_approval');
    await arnoPage.goto(`/runs/${runId}`);
    await expect(arnoPage.getByText('Asks for a lifetime of 30 days, and the target allows 7 days')).toBeVisible();
    await carryOut(runId);
    stackId = ((await api.get(`/runs/${runId}`)) as { stack: { id: string } }).stack.id;
    await rita.goto(`/stacks/${stackId}`);
    await expect(lifetime).toContainText('Ends in 4 weeks');
    await expectAccessible(rita, 'the lifetime of a stack');
  });

  await test.step('within the limit an end is set at once', async () => {
    await lifetime.getByRole('button', { name: 'Extend' }).click();
    const dialog = rita.getByRole('dialog', { name: `Until when is ${slug} needed?` });
    await dialog.getByLabel('From now').selectOption({ label: '3 days' });
    await expectAccessible(rita, 'the dialog that sets the end of a stack');
    await dialog.getByRole('button', { name: 'Set the end' }).click();
    await expect(dialog).toBeHidden();
    await expect(lifetime).toContainText(/Ends in [23] days/);
    await rita.goto('/stacks');
    await expect(rita.getByRole('row', { name: new RegExp(slug) })).toContainText(/Ends in [23] days/);
  });

  await test.step('beyond it somebody else decides, and the team is told', async () => {
    await rita.goto(`/stacks/${stackId}`);
    await lifetime.getByRole('button', { name: 'Extend' }).click();
    const dialog = rita.getByRole('dialog', { name: `Until when is ${slug} needed?` });
    await dialog.getByLabel('From now').selectOption({ label: 'No end' });
    await expect(dialog).toContainText('Somebody has to approve it');
    await dialog.getByRole('button', { name: 'Ask for it' }).click();
    await expect(lifetime).toContainText('Rita asked for no end');
    await arnoPage.goto('/approvals');
    const wish = arnoPage
      .getByRole('region', { name: 'Longer lifetimes' })
      .getByRole('listitem')
      .filter({ hasText: slug });
    await expectAccessible(arnoPage, 'longer lifetimes in the inbox');
    await wish.getByRole('button', { name: 'Grant' }).click();
    await expect(wish).toBeHidden();
    await rita.goto('/notifications');
    await expect(rita.getByText(`The longer lifetime of ${slug} was granted`)).toBeVisible();
    await expectAccessible(rita, 'notifications');
    await rita.goto(`/stacks/${stackId}`);
    await expect(lifetime).toContainText('It has no end.');
  });

  await test.step('asleep it has no nodes, and its connection pack says so', async () => {
    await lifetime.getByRole('button', { name: 'Put to sleep' }).click();
    await carryOut(await arrivedRun(rita));
    await rita.goto(`/stacks/${stackId}`);
    await expect(rita.getByRole('main').getByText('Asleep', { exact: true }).first()).toBeVisible();
    await expect(lifetime).toContainText('It has no nodes');
    await new StackPage(rita).tab('Connection');
    await expect(rita.getByText('The stack is asleep: it has no nodes')).toBeVisible();
  });

  await test.step('woken it is ready again', async () => {
    await new StackPage(rita).tab('Overview');
    await lifetime.getByRole('button', { name: 'Wake', exact: true }).click();
    await carryOut(await arrivedRun(rita));
    await rita.goto(`/stacks/${stackId}`);
    await expect(lifetime).toContainText('Awake.');
    await expect(rita.getByRole('main').getByText('Ready', { exact: true }).first()).toBeVisible();
  });

  await test.step('a schedule tells its next moments', async () => {
    await lifetime.getByRole('button', { name: 'Set a schedule' }).click();
    const dialog = rita.getByRole('dialog', { name: 'When is it awake?' });
    await dialog.getByLabel('Time zone').fill('Europe/Atlantis');
    await expect(dialog).toContainText('Not a time zone');
    await expect(dialog.getByRole('button', { name: 'Save' })).toBeDisabled();
    await dialog.getByLabel('Time zone').fill('Europe/Berlin');
    await expectAccessible(rita, 'the dialog of the sleep schedule');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(dialog).toBeHidden();
    await expect(lifetime).toContainText('Awake Monday to Friday, 07:00 to 19:00 (Europe/Berlin)');
    await expect(lifetime).toContainText(/(Wakes|Falls asleep) in /);
  });
});

test('a team sets its webhook, sees the secret once, and what became of a test', async ({ as }) => {
  const rita = await as('rita');
  const panel = rita.getByRole('region', { name: 'Notifications of Vision' });
  await rita.goto('/settings');
  await panel.getByLabel('Webhook').fill('http://hooks.example.com');
  await panel.getByRole('button', { name: 'Set the webhook' }).click();
  await expect(panel).toContainText('Only https:// is called');
  await panel.getByLabel('Webhook').fill('https://127.0.0.1:1/flowport');
  await panel.getByRole('button', { name: 'Set the webhook' }).click();
  await expect(panel.getByText(/^whsec_/)).toBeVisible();
  await expectAccessible(rita, 'the settings with the secret of a webhook');
  await panel.getByRole('button', { name: 'I have copied it' }).click();
  await expect(panel.getByText(/^whsec_/)).toBeHidden();
  await panel.getByRole('button', { name: 'Send a test' }).click();
  await expect(panel).toContainText('Webhook 127.0.0.1:1');
  await panel.getByRole('button', { name: 'Remove the webhook' }).click();
  await expect(panel.getByLabel('Webhook')).toHaveValue('');
});
