import { Api } from '../story/api.ts';
import { expect, test } from '../story/people.ts';
import { expectProblem, RequestForm } from '../story/requestForm.ts';
import { RunPage } from '../story/runPage.ts';

test('a rejection is read by who requested, and the name is free again', async ({ as, slug }) => {
  const rita = await as('rita');
  const arno = await as('arno');
  const { runId, stackId } = await new Api(rita).requestStack(slug);
  const hers = new RunPage(rita);
  const his = new RunPage(arno);

  await test.step('Rita waits for a decision that is not hers to make', async () => {
    await hers.open(runId);
    await hers.reaches('Awaiting approval');
    await expect(hers.decision).toContainText('Runs are approved by approvers and admins.');
    await expect(hers.decision.getByRole('button', { name: /Approve|Reject/ })).toHaveCount(0);
    await rita.goto('/approvals');
    const waiting = rita.getByRole('region', { name: 'Waiting for somebody else' });
    await expect(waiting.getByRole('listitem').filter({ hasText: slug })).toBeVisible();
    await hers.open(runId);
  });

  await test.step('Arno says no, and why; a comment that is too long is refused at its field', async () => {
    await his.open(runId);
    const comment = his.decision.getByLabel('Comment');
    await comment.fill('x'.repeat(10_000));
    await expectProblem(comment, 'At most 4000 characters.');
    await expect(his.decision.getByRole('button', { name: 'Reject' })).toBeDisabled();
    await his.reject('Vision has two of these.\nUse "pictures" & <come back> in ${spring}.');
    await his.reaches('Discarded');
    await expect(his.decision).toHaveCount(0);
  });

  await test.step('she reads it as he typed it', async () => {
    await hers.reaches('Discarded');
    await expect(rita.getByRole('note').filter({ hasText: 'Rejected by Arno' })).toContainText(
      'Vision has two of these.\nUse "pictures" & <come back> in ${spring}.',
    );
    await hers.tab('History').click();
    await expect(rita.getByRole('region', { name: 'Decisions' })).toContainText('Rejected');
    await expect(rita.getByRole('region', { name: 'What happened' })).toContainText('Arno');
  });

  await test.step('the stack is withdrawn, and its name can be requested again', async () => {
    await rita.goto(`/stacks/${stackId}`);
    await expect(rita.getByRole('main')).toContainText('Withdrawn');
    const form = new RequestForm(rita);
    await form.open();
    await form.name.fill(slug);
    await expect(rita.getByText('Free in this target')).toBeVisible();
    await form.choosePreset('Small');
    await form.review();
    const again = await form.send();
    expect(again).not.toBe(runId);
    await rita.getByRole('button', { name: 'Cancel run' }).click();
    const dialog = rita.getByRole('dialog', { name: 'Cancel this run?' });
    await dialog.getByLabel('Reason').fill('Only to see that it can be asked for.');
    await dialog.getByRole('button', { name: 'Cancel run' }).click();
    await hers.reaches('Canceled');
    await expect(rita.getByRole('note').filter({ hasText: 'Canceled by Rita' })).toContainText(
      'Only to see that it can be asked for.',
    );
  });
});

test('an approver does not approve what they requested themselves', async ({ as, slug }) => {
  const arno = await as('arno');
  const { runId } = await new Api(arno).requestStack(slug);
  const run = new RunPage(arno);

  await test.step('his own run waits for somebody else, with the reason', async () => {
    await run.open(runId);
    await run.reaches('Awaiting approval');
    await expect(run.decision).toContainText('You requested this run, so somebody else has to approve it.');
    await expect(run.decision.getByRole('button', { name: 'Approve' })).toHaveCount(0);
    await arno.goto('/approvals');
    const waiting = arno.getByRole('region', { name: 'Waiting for somebody else' });
    await expect(waiting.getByRole('listitem').filter({ hasText: slug })).toContainText('You requested this run');
  });

  await test.step('nor over the API', async () => {
    const { digest } = (await new Api(arno).get(`/runs/${runId}`)) as { digest: string };
    const answer = await arno.request.post(`/api/v1/runs/${runId}/approve`, {
      data: { digest },
      headers: { origin: new URL(arno.url()).origin },
    });
    expect(answer.status()).toBe(403);
    expect(await answer.json()).toMatchObject({ message: expect.stringContaining('somebody else') });
  });

  await test.step('he may say no to himself', async () => {
    await run.open(runId);
    await run.reject('');
    await run.reaches('Discarded');
  });
});
