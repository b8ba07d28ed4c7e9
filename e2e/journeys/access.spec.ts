import type { Page } from '@playwright/test';
import { Api } from '../story/api.ts';
import { expect, signInOf, test } from '../story/people.ts';
import { RunPage } from '../story/runPage.ts';

test('who is signed out signs in and is back where they wanted to be', async ({ page }) => {
  const rita = await signInOf('rita');

  await test.step('a page of the portal leads to the sign-in', async () => {
    await page.goto('/stacks/new?preset=gpu');
    await expect(page).toHaveURL(/\/sign-in\?next=%2Fstacks%2Fnew%3Fpreset%3Dgpu$/);
    await expect(page.getByRole('heading', { level: 1, name: 'Sign in' })).toBeVisible();
  });

  await test.step('a wrong password is refused without saying which of the two is wrong', async () => {
    await fillIn(page, rita.email, 'not the password');
    await expect(page.getByRole('alert').filter({ hasText: 'do not fit together' })).toBeVisible();
    await expect(page.getByLabel('E-mail address')).toHaveValue(rita.email);
  });

  await test.step('the right one leads to the page', async () => {
    await fillIn(page, rita.email, rita.password);
    await expect(page).toHaveURL(/\/stacks\/new\?preset=gpu$/);
    await expect(page.getByRole('radio', { name: 'GPU', exact: true })).toBeChecked();
  });

  await test.step('after signing out the session is worth nothing', async () => {
    const cookies = await page.context().cookies();
    await page.goto('/stacks');
    await page.getByRole('button', { name: /^Account: Rita/ }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await expect(page).toHaveURL(/\/sign-in/);
    await page.context().addCookies(cookies);
    expect((await page.request.get('/api/v1/viewer')).status()).toBe(401);
  });

  await test.step('the way back never leads to another site', async () => {
    await page.goto('/sign-in?next=https%3A%2F%2Fevil.example%2F');
    await fillIn(page, rita.email, rita.password);
    await expect(page).toHaveURL(/^http:\/\/127\.0\.0\.1:\d+\/stacks$/);
  });
});

test('a team sees its own stacks; an auditor sees all and changes nothing', async ({ as, slug }) => {
  const [rita, ada, otto] = [await as('rita'), await as('ada'), await as('otto')];
  const api = new Api(ada);
  const { stackId, runId } = await api.requestStack(slug, { team: 'Forecasting' });
  await api.runReaches(runId, 'awaiting_approval');

  await test.step('Rita of another team finds neither stack nor run', async () => {
    await rita.goto(`/stacks?search=${slug}`);
    await expect(rita.getByText('No stack fits these filters')).toBeVisible();
    for (const path of [`/stacks/${stackId}`, `/runs/${runId}`]) {
      await rita.goto(path);
      await expect(rita.getByRole('heading', { level: 1 })).toBeVisible();
      await expect(rita.getByRole('main')).toContainText('Not found');
      await expect(rita.locator('body')).not.toContainText(slug);
      expect((await rita.request.get(`/api/v1${path}`)).status()).toBe(404);
    }
    expect((await rita.request.get(`/runs/${runId}/log.txt`)).status()).toBe(404);
    expect((await rita.request.get(`/api/v1/runs/${runId}/log/stream`)).status()).toBe(404);
    await rita.goto('/approvals');
    await expect(rita.getByRole('heading', { level: 1, name: 'Approvals' })).toBeVisible();
    await expect(rita.getByRole('main')).not.toContainText(slug);
    await rita.goto('/audit');
    await expect(rita.getByText('The audit log is for admins and auditors')).toBeVisible();
  });

  await test.step('Otto reads the plan and has nothing to press', async () => {
    const run = new RunPage(otto);
    await run.open(runId);
    await run.reaches('Awaiting approval');
    await expect(run.plan).toBeVisible();
    await expect(otto.getByRole('button', { name: /^(Approve|Reject|Cancel run)$/ })).toHaveCount(0);
    await otto.goto('/stacks');
    await expect(otto.getByRole('row').filter({ hasText: slug })).toContainText('Forecasting');
    await expect(otto.getByRole('link', { name: 'Request a stack' })).toHaveCount(0);
    await otto.goto(`/stacks/${stackId}?tab=danger`);
    await expect(otto.getByRole('button', { name: 'Destroy stack' })).toBeDisabled();
    await expect(otto.getByRole('link', { name: 'Request a change' })).toHaveCount(0);
    await otto.goto('/targets');
    await expect(otto.getByRole('main')).toContainText('Sandbox');
    await expect(otto.getByRole('link', { name: 'Add a target' })).toHaveCount(0);
    await otto.goto('/audit');
    await expect(otto.getByRole('main')).toContainText(slug);
  });

  await test.step('nor does the API let him', async () => {
    const headers = { origin: new URL(otto.url()).origin };
    for (const [path, data] of [
      [`/api/v1/runs/${runId}/reject`, { digest: 'a'.repeat(64) }],
      [`/api/v1/runs/${runId}/cancel`, {}],
      [`/api/v1/stacks/${stackId}/destroy`, { confirmSlug: slug }],
    ] as const) {
      expect((await otto.request.post(path, { data, headers })).status(), path).toBe(403);
    }
  });

  await api.post(`/runs/${runId}/cancel`, {});
});

test('a program uses the API with a token, and is told what it did wrong', async ({
  as,
  slug,
  playwright,
  baseURL,
}) => {
  const program = await playwright.request.newContext({ ...(baseURL && { baseURL }) });

  await test.step('without a token it gets 401 as JSON', async () => {
    const answer = await program.get('/api/v1/stacks');
    expect(answer.status()).toBe(401);
    expect(answer.headers()).toMatchObject({
      'content-type': expect.stringContaining('application/json'),
      'www-authenticate': expect.stringContaining('Bearer'),
    });
    expect(await answer.json()).toMatchObject({ code: 'unauthenticated', message: expect.any(String), issues: [] });
  });

  await test.step('the description of the API is there for everybody', async () => {
    const answer = await program.get('/api/v1/openapi.json');
    expect(answer.status()).toBe(200);
    const document = await answer.json();
    expect(document.openapi).toMatch(/^3\.1\./);
    expect(Object.keys(document.paths)).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/\/stacks$/),
        expect.stringMatching(/\/runs\/\{runId\}\/approve$/),
      ]),
    );
  });

  const token = await test.step('Rita makes a token in her settings and sees it once', async () => {
    const rita = await as('rita');
    await rita.goto('/settings');
    await rita
      .getByRole('button', { name: /create.*token/i })
      .first()
      .click();
    const dialog = rita.getByRole('dialog', { name: 'Create an API token' });
    await dialog.getByLabel('Name').fill(`pipeline ${slug}`);
    await dialog.getByRole('button', { name: 'Create', exact: true }).click();
    const notice = rita.getByRole('note').filter({ hasText: 'it is shown this once' });
    const shown = (await notice.locator('code').first().textContent()) ?? '';
    await rita.reload();
    await expect(rita.getByRole('main')).toContainText(`pipeline ${slug}`);
    await expect(rita.getByRole('main')).not.toContainText(shown);
    return shown;
  });

  const authorization = `Bearer ${token}`;
  await test.step('with it the program is Rita', async () => {
    const answer = await program.get('/api/v1/viewer', { headers: { authorization } });
    expect(await answer.json()).toMatchObject({ email: 'rita@flowport.local', role: 'requester' });
  });

  await test.step('what it sends wrong is refused with field, rule and remedy', async () => {
    const wrong = await program.post('/api/v1/stacks', {
      headers: { authorization },
      data: { slug: 'Not_A_Slug', preset: 'small', colour: 'blue' },
    });
    expect(wrong.status()).toBe(400);
    const { issues } = await wrong.json();
    expect(issues).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ path: 'slug', rule: 'slug_form', remedy: expect.any(String) }),
        expect.objectContaining({ path: 'colour' }),
      ]),
    );
    const large = await program.post('/api/v1/stacks', {
      headers: { authorization },
      data: { slug: 'x'.repeat(110_000) },
    });
    expect(large.status()).toBe(413);
    expect(await large.json()).toMatchObject({ message: expect.any(String) });
  });
  await program.dispose();
});

test('pages and answers carry the headers that browsers protect with', async ({ page, as }) => {
  const rita = await as('rita');
  for (const answer of [await page.request.get('/sign-in'), await rita.request.get('/stacks')]) {
    const headers = answer.headers();
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY' });
    expect(headers).toHaveProperty('referrer-policy');
    expect(headers).not.toHaveProperty('x-powered-by');
    const policy = headers['content-security-policy'] ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toMatch(/script-src 'self' 'nonce-[0-9a-f]+'/);
    expect(policy).not.toMatch(/script-src[^;]*unsafe/);
  }
  const broken: string[] = [];
  rita.on('console', (message) => {
    if (message.type() === 'error') broken.push(message.text());
  });
  rita.on('pageerror', (error) => broken.push(error.message));
  for (const path of ['/stacks', '/stacks/new', '/approvals', '/runs', '/targets', '/settings']) {
    await rita.goto(path);
    await expect(rita.getByRole('heading', { level: 1 })).toBeVisible();
    await rita.keyboard.press('Control+k');
    await expect(rita.getByRole('dialog')).toBeVisible();
  }
  expect(broken).toEqual([]);
  for (const cookie of await rita.context().cookies()) {
    if (/session/.test(cookie.name)) expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Lax' });
  }
});

async function fillIn(page: Page, email: string, password: string): Promise<void> {
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}
