import { expect, test } from '../story/people.ts';
import { expectProblem, RequestForm } from '../story/requestForm.ts';
import { RunPage } from '../story/runPage.ts';
import { StackPage } from '../story/stackPage.ts';

test('two teams share a stack behind a load balancer, each with a configuration of its own', async ({ as, slug }) => {
  const rita = await as('rita', { permissions: ['clipboard-read', 'clipboard-write'] });
  const arno = await as('arno');
  const domain = `${slug}.metaflow.example.com`;
  const form = new RequestForm(rita);
  const stack = new StackPage(rita);

  await test.step('Rita names two teams, and is told at the field that one stands there twice', async () => {
    await form.open();
    await form.name.fill(slug);
    await form.choosePreset('Small');
    const teams = await form.unfold('Teams');
    await teams.getByRole('button', { name: 'Add a team' }).click();
    await teams.getByRole('textbox', { name: 'Team 1' }).fill('alpha');
    await teams.getByRole('button', { name: 'Add a team' }).click();
    const second = teams.getByRole('textbox', { name: 'Team 2' });
    await second.fill('alpha');
    await second.blur();
    await expectProblem(second, 'The team alpha stands there twice. Remove one of them.');
    await second.fill('beta');
    await expect(second).not.toHaveAttribute('aria-invalid');
  });

  await test.step('a load balancer without a domain is refused at the fields that it needs', async () => {
    const access = await form.unfold('Access');
    await access.getByRole('radio', { name: 'Amazon Cognito' }).check();
    await form.review();
    const named = access.getByLabel('Domain', { exact: true });
    await expectProblem(named, /A load balancer needs a domain\. Give one in your hosted zone, or use port-forward\./);
    await expectProblem(
      access.getByLabel('Hosted zone', { exact: true }),
      /A load balancer needs a hosted zone\. Give the id of the zone that holds the domain\./,
    );
    await expect(rita).not.toHaveURL(/step=review/);
    await access.getByRole('button', { name: `Use ${domain}` }).click();
    await expect(named).toHaveValue(domain);
    await expect(named).not.toHaveAttribute('aria-invalid');
    await expect(access).toContainText(`https://metadata.${domain}`);
  });

  const runId = await test.step('the review says what the target’s account has, and she sends it', async () => {
    await form.review();
    await expect(rita.getByRole('heading', { level: 1, name: `Review the request for ${slug}` })).toBeVisible();
    const about = rita.getByRole('region', { name: slug });
    await expect(about).toContainText('Amazon Cognito');
    await expect(about).toContainText('alpha, beta');
    const before = rita.getByRole('region', { name: 'Checked beforehand' });
    await expect(before.getByRole('status').filter({ hasText: 'passed' })).toHaveText(
      /^\d+ passed( and \d+ skipped)?\.$/,
    );
    return form.send();
  });

  await test.step('Arno approves it', async () => {
    const run = new RunPage(arno);
    await run.open(runId);
    await run.reaches('Awaiting approval');
    await run.plan.getByLabel('Search the plan').fill('aws_cognito_user_pool');
    await expect(run.layer('Cluster')).toContainText('aws_cognito_user_pool');
    await run.approve('Two teams, one bill.');
    await run.reaches('Succeeded');
  });

  await test.step('it is ready, and every check of it has passed', async () => {
    await new RunPage(rita).reaches('Succeeded');
    await expect(rita.getByText(`${slug} is ready`)).toBeVisible();
    await rita.getByRole('navigation', { name: 'Breadcrumbs' }).getByRole('link', { name: slug }).click();
    await expect(rita.getByRole('main')).toContainText('Ready');
    const checks = rita.getByRole('region', { name: 'Checks', exact: true });
    await expect(checks).toContainText('Everything that was looked at is as it should be.');
    await checks.getByText(/^\d+ checks passed$/).click();
    for (const [title, detail] of [
      ['Metadata', `https://metadata.${domain}`],
      ['Login', `ui.${domain}`],
    ] as const) {
      await expect(checks.getByRole('listitem').filter({ hasText: title }).filter({ hasText: detail })).toHaveCount(1);
    }
    for (const team of ['alpha', 'beta']) await expect(checks).toContainText(`mf-${team}`);
  });

  await test.step('each team copies a configuration that leads to what is its own', async () => {
    await stack.tab('Connection');
    const teams = rita.getByRole('navigation', { name: 'Team', exact: true });
    for (const team of ['alpha', 'beta']) {
      const fileName = `config_${slug}-${team}.json`;
      await teams.getByRole('link', { name: team }).click();
      await expect(rita.getByRole('region', { name: `Workspace of ${team}` })).toContainText(`mf-${team}`);
      const config = await stack.copyConfig(fileName);
      expect(config).toEqual(await stack.shownConfig(fileName));
      expect(config).toMatchObject({
        METAFLOW_SERVICE_URL: `https://metadata.${domain}`,
        METAFLOW_KUBERNETES_NAMESPACE: `mf-${team}`,
      });
      expect(config.METAFLOW_DATASTORE_SYSROOT_S3).toMatch(new RegExp(`^s3://mf-${slug}-.*/metaflow/${team}$`));
    }
    const guides = rita.getByRole('navigation', { name: 'Where you work from' });
    for (const [guide, step] of [
      ['CI', 'METAFLOW_KUBERNETES_NAMESPACE=mf-beta'],
      ['Kubernetes', 'mf-beta'],
      ['Laptop', `--profile ${slug}-beta`],
    ] as const) {
      await guides.getByRole('link', { name: guide }).click();
      await expect(rita.getByRole('list', { name: `Steps: ${guide}` })).toContainText(step);
    }
    await expect(rita.getByRole('region', { name: 'Programs' })).toContainText('x-api-key: ');
  });

  await test.step('it is destroyed with its data, which both are told of', async () => {
    const dialog = await stack.askToDestroy(slug, 'purge');
    await expect(dialog).toContainText(/All \d+ resources of the stack will be lost/);
    const destroyId = await stack.confirmDestroy(dialog, slug);
    const his = new RunPage(arno);
    await his.open(destroyId);
    await his.reaches('Awaiting approval');
    await expect(his.page.getByRole('main')).toContainText('The data: delete everything');
    await his.approveLosses('Both teams have moved on.');
    await new RunPage(rita).reaches('Succeeded');
    await expect(
      rita.getByText('Everything that was in it has been deleted, and its name is free again.'),
    ).toBeVisible();
  });
});
