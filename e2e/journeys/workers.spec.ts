import { Api } from '../story/api.ts';
import { expectAccessible, narrow, wide } from '../story/axe.ts';
import { Cloud } from '../story/cloud.ts';
import { test } from '../story/ownPeople.ts';
import { expect } from '../story/people.ts';
import { RunPage } from '../story/runPage.ts';

test('a worker is seen, paused and resumed, and a run that waits for it says so', async ({ as, portal, slug }) => {
  const [rita, arno, ada] = [await as('rita'), await as('arno'), await as('ada')];
  const api = new Api(rita, portal);
  const run = new RunPage(rita);
  const worker = ada.getByRole('list', { name: 'Workers' }).getByRole('listitem').filter({ hasText: 'Takes runs' });
  const paused = ada.getByRole('list', { name: 'Workers' }).getByRole('listitem').filter({ hasText: 'Paused' });

  await test.step('Ada sees the worker; Arno sees it too, with nothing to press; Rita is told who does', async () => {
    await ada.goto('/stacks');
    await ada.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Workers' }).click();
    await expect(worker).toHaveCount(1);
    await expect(worker).toContainText('Nothing.');
    await arno.goto('/workers');
    await expect(arno.getByRole('main')).toContainText('Takes runs');
    await expect(arno.getByRole('button', { name: /^(Pause|Drain)/ })).toHaveCount(0);
    await rita.goto('/workers');
    await expect(rita.getByText('The workers are for approvers, admins and auditors')).toBeVisible();
  });

  await test.step('draining is asked once more, as it cannot be taken back', async () => {
    await worker.getByRole('button', { name: /^Drain/ }).click();
    const dialog = ada.getByRole('dialog', { name: /^Drain the worker on/ });
    await expect(dialog).toContainText('That cannot be taken back');
    await expectAccessible(ada, 'the question before a worker is drained');
    await dialog.getByRole('button', { name: 'Keep it' }).click();
    await expect(dialog).toBeHidden();
  });

  const runId = await test.step('paused it takes nothing, and who waits reads why', async () => {
    await worker.getByRole('button', { name: /^Pause/ }).click();
    await expect(paused).toHaveCount(1);
    await expectAccessible(ada, 'a paused worker');
    const requested = await api.requestStack(slug);
    await run.open(requested.runId);
    const waiting = rita.getByRole('status').filter({ hasText: 'The only one in the queue' });
    await expect(waiting).toContainText('The only worker is paused or draining, so nothing is taken from the queue.');
    await expect(waiting).toContainText('An admin can let them go on.');
    for (const size of [narrow, wide]) {
      await rita.setViewportSize(size);
      await expectAccessible(rita, `a run that waits for a worker, ${size.width}`);
    }
    return requested.runId;
  });

  await test.step('resumed it goes on, and its page shows the run as long as it has it', async () => {
    await paused.getByRole('button', { name: /^Resume/ }).click();
    await expect(worker).toHaveCount(1);
    await run.reaches('Awaiting approval');
    const cloud = await Cloud.open(portal);
    await cloud.hold('aws_vpc');
    await new Api(arno, portal).approve(runId);
    const held = worker.getByRole('list', { name: /^Runs of the worker on/ });
    await expect(held.getByRole('link', { name: slug })).toHaveAttribute('href', `/runs/${runId}`);
    await cloud.release('aws_vpc');
    await api.post(`/runs/${runId}/cancel`, {});
    await expect(held).toHaveCount(0);
    await run.reaches('Canceled');
  });

  await test.step('it stands in the audit log', async () => {
    await ada.goto('/audit');
    for (const deed of ['paused the worker', 'resumed the worker']) {
      await expect(ada.getByRole('row').filter({ hasText: 'Ada' }).filter({ hasText: deed })).toHaveCount(1);
    }
  });
});
