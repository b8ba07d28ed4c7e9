import type { Page } from '@playwright/test';
import { Api } from '../story/api.ts';
import { expectAccessible, expectAllAccessible, narrow, type Route, wide } from '../story/axe.ts';
import { expect, type Person, test, uniqueSlug } from '../story/people.ts';
import { RequestForm } from '../story/requestForm.ts';

/** What the pages show: a ready stack of two teams behind a load balancer, the run that made it, and a run that waits for a decision. */
type Scene = { stackId: string; runId: string; waitingRunId: string };

test.describe.configure({ mode: 'serial' });

let scene: Scene;

test.beforeAll(async ({ browser, sessionOf }) => {
  test.setTimeout(240_000);
  const pageOf = async (person: Person) =>
    (await browser.newContext({ storageState: await sessionOf(person) })).newPage();
  const [ada, arno] = [await pageOf('ada'), await pageOf('arno')];
  const slug = uniqueSlug();
  const ready = await new Api(ada).requestStack(slug, {
    parameters: {
      teams: ['alpha', 'beta'],
      endpoint: { mode: 'alb-cognito', domain: `${slug}.metaflow.example.com`, zoneId: 'Z0FLOWPORTSANDBOX' },
    },
  });
  await new Api(arno).approve(ready.runId);
  const waiting = await new Api(ada).requestStack(uniqueSlug());
  await new Api(ada).runReaches(waiting.runId, 'awaiting_approval');
  await new Api(ada).runReaches(ready.runId, 'succeeded');
  scene = { stackId: ready.stackId, runId: ready.runId, waitingRunId: waiting.runId };
  for (const page of [ada, arno]) await page.context().close();
});

/** Every page about stacks and runs with each of its parts. The others are looked at in accessiblePages.spec.ts. */
function routes({ stackId, runId, waitingRunId }: Scene): Route[] {
  const stackTabs = ['overview', 'connection', 'resources', 'runs', 'state', 'parameters', 'danger'];
  return [
    ['ada', '/stacks'],
    ...stackTabs.map((tab): Route => ['ada', `/stacks/${stackId}?tab=${tab}`]),
    ['ada', `/stacks/${stackId}?tab=connection&team=beta&guide=ci`],
    ['ada', `/stacks/${stackId}/change`],
    ['arno', '/approvals'],
    ['ada', '/runs'],
    ['ada', `/runs/${runId}?tab=log`],
    ['ada', `/runs/${runId}?tab=history`],
    ['arno', `/runs/${waitingRunId}?tab=plan`],
  ];
}

test('no page about stacks has anything that axe objects to, in both themes and on a phone', async ({
  as,
  browser,
}) => {
  test.slow();
  await expectAllAccessible(routes(scene), { as, browser });
});

test('what opens over a page is as good', async ({ as }) => {
  const page = await as('ada', { reducedMotion: 'reduce', viewport: wide });
  const openers: [string, string, (page: Page) => Promise<unknown>][] = [
    ['the palette', '/stacks', (at) => at.keyboard.press('Control+k')],
    ['the menu of the account', '/stacks', (at) => at.getByRole('button', { name: /^Account/ }).click()],
    [
      'the filter',
      '/stacks',
      (at) =>
        at
          .getByRole('search')
          .getByRole('button', { name: /^Status/ })
          .click(),
    ],
    [
      'the question before a destruction',
      `/stacks/${scene.stackId}?tab=danger`,
      (at) => at.getByRole('button', { name: 'Destroy stack' }).click(),
    ],
    [
      'the question before a cancellation',
      `/runs/${scene.waitingRunId}?tab=log`,
      (at) => at.getByRole('button', { name: 'Cancel run' }).click(),
    ],
    [
      'a new token',
      '/settings',
      (at) =>
        at
          .getByRole('button', { name: /create.*token/i })
          .first()
          .click(),
    ],
    ['problems in the form', '/stacks/new', (at) => at.getByRole('button', { name: 'Review the request' }).click()],
    // In this order: what was typed into the form is there again at the next visit.
    ['the review of a request', '/stacks/new', reviewRequest],
    ['teams and access in the form', '/stacks/new', fillTeamsAndAccess],
    [
      'a trust policy',
      `/stacks/${scene.stackId}?tab=connection`,
      (at) =>
        at
          .getByRole('button', { name: /trust policy$/ })
          .first()
          .click(),
    ],
  ];
  for (const [what, path, open] of openers) {
    await test.step(what, async () => {
      await page.goto(path);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      await open(page);
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        await expectAccessible(page, `${what} ${colorScheme}`);
      }
    });
  }
});

async function fillTeamsAndAccess(page: Page): Promise<void> {
  const form = new RequestForm(page);
  const teams = await form.unfold('Teams');
  await teams.getByRole('button', { name: 'Add a team' }).click();
  await teams.getByRole('textbox', { name: 'Team 1' }).fill('alpha');
  const access = await form.unfold('Access');
  await access.getByRole('radio', { name: 'Your identity provider' }).check();
  await expect(access.getByLabel('Issuer')).toBeVisible();
}

async function reviewRequest(page: Page): Promise<void> {
  const form = new RequestForm(page);
  await form.name.fill(uniqueSlug());
  await page.getByLabel('Team', { exact: true }).selectOption({ label: 'Vision' });
  await form.choosePreset('Small');
  await form.review();
  await expect(page.getByRole('region', { name: 'Checked beforehand' })).toContainText(/\d+ passed/);
}

test('everything can be reached by keyboard', async ({ as }) => {
  const page = await as('ada', { viewport: wide });

  await test.step('the first stop leads past the navigation', async () => {
    await page.goto('/stacks');
    await page.keyboard.press('Tab');
    const skip = page.getByRole('link', { name: 'Skip to the contents' });
    await expect(skip).toBeFocused();
    await expect(skip).toBeInViewport();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('main')).toBeFocused();
    await page.keyboard.press('Tab');
    await expect(page.getByRole('main').locator(':focus')).toHaveCount(1);
  });

  await test.step('the palette opens by ⌘K or Ctrl K, finds a page and goes there', async () => {
    await page.keyboard.press('Control+k');
    const palette = page.getByRole('dialog', { name: 'Search or jump to' });
    await expect(palette.getByRole('combobox')).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(palette).toHaveCount(0);
    await page.keyboard.press('Meta+k');
    await expect(palette.getByRole('combobox')).toBeFocused();
    await page.keyboard.type('audit');
    await expect(palette.getByRole('option', { name: 'Audit' })).toHaveAttribute('aria-selected', 'true');
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(/\/audit$/);
    await expect(palette).toHaveCount(0);
  });

  await test.step('a dialog keeps the focus, and gives it back', async () => {
    await page.goto(`/stacks/${scene.stackId}?tab=danger`);
    const opener = page.getByRole('button', { name: 'Destroy stack' });
    await opener.focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog');
    await expect(dialog).toBeVisible();
    for (let press = 0; press < 12; press++) {
      await page.keyboard.press(press < 8 ? 'Tab' : 'Shift+Tab');
      await expect(dialog.locator(':focus')).toHaveCount(1);
    }
    await page.keyboard.press('Escape');
    await expect(dialog).toHaveCount(0);
    await expect(opener).toBeFocused();
  });

  await test.step('on a phone the navigation opens, closes and leads on', async () => {
    await page.setViewportSize(narrow);
    await page.goto('/stacks');
    const opener = page.getByRole('button', { name: 'Open the navigation' });
    await opener.focus();
    await page.keyboard.press('Enter');
    const drawer = page.getByRole('dialog', { name: 'Navigation' });
    await expect(drawer.locator(':focus')).toHaveCount(1);
    await page.keyboard.press('Escape');
    await expect(opener).toBeFocused();
    await page.keyboard.press('Enter');
    await drawer.getByRole('link', { name: 'Runs' }).press('Enter');
    await expect(page).toHaveURL(/\/runs$/);
    await expect(drawer).toHaveCount(0);
  });
});
