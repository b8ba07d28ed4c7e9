import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { Api } from '../story/api.ts';
import { expect, type Person, test, uniqueSlug } from '../story/people.ts';

/** What the pages show: a ready stack, the run that made it, and a run that waits for a decision. */
type Scene = { stackId: string; runId: string; waitingRunId: string };

const wide = { width: 1440, height: 900 };
const narrow = { width: 390, height: 844 };

test.describe.configure({ mode: 'serial' });

let scene: Scene;

test.beforeAll(async ({ browser, sessionOf }) => {
  test.setTimeout(240_000);
  const pageOf = async (person: Person) =>
    (await browser.newContext({ storageState: await sessionOf(person) })).newPage();
  const [ada, arno] = [await pageOf('ada'), await pageOf('arno')];
  const ready = await new Api(ada).requestStack(uniqueSlug());
  await new Api(arno).approve(ready.runId);
  const waiting = await new Api(ada).requestStack(uniqueSlug());
  await new Api(ada).runReaches(waiting.runId, 'awaiting_approval');
  await new Api(ada).runReaches(ready.runId, 'succeeded');
  scene = { stackId: ready.stackId, runId: ready.runId, waitingRunId: waiting.runId };
  for (const page of [ada, arno]) await page.context().close();
});

/** Every route with each of its parts, and who looks at it. */
function routes({ stackId, runId, waitingRunId }: Scene): [Person | null, string][] {
  const stackTabs = ['overview', 'connection', 'resources', 'runs', 'parameters', 'danger'];
  const runTabs = ['log', 'history'];
  return [
    [null, '/sign-in'],
    ['ada', '/stacks'],
    ['ada', '/stacks?search=nothing-of-this-name'],
    ['ada', '/stacks/new'],
    ...stackTabs.map((tab): [Person, string] => ['ada', `/stacks/${stackId}?tab=${tab}`]),
    ['ada', `/stacks/${stackId}/change`],
    ['arno', '/approvals'],
    ['otto', '/approvals'],
    ['ada', '/runs'],
    ...runTabs.map((tab): [Person, string] => ['ada', `/runs/${runId}?tab=${tab}`]),
    ['arno', `/runs/${waitingRunId}`],
    ['ada', '/targets'],
    ['ada', '/targets/new'],
    ['otto', '/targets/new'],
    ['ada', '/audit'],
    ['rita', '/audit'],
    ['ada', '/settings'],
    ['ada', '/runs/run_00000000000000000000000000'],
    ['ada', '/nowhere'],
  ];
}

test('no page has anything that axe objects to, in both themes and on a phone', async ({ as, browser }) => {
  const pages = new Map<Person | null, Page>();
  const anonymous = await browser.newContext({ reducedMotion: 'reduce' });
  pages.set(null, await anonymous.newPage());
  for (const [person, path] of routes(scene)) {
    const page = pages.get(person) ?? (await as(person ?? 'ada', { reducedMotion: 'reduce' }));
    pages.set(person, page);
    await test.step(`${person ?? 'nobody'} at ${path.replace(/_[0-9a-z]{26}/, '')}`, async () => {
      await page.setViewportSize(wide);
      await page.goto(path);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      await expect(page.getByRole('status').filter({ hasText: /^Loading/ })).toHaveCount(0);
      for (const viewport of [wide, narrow]) {
        await page.setViewportSize(viewport);
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme });
          const isFirst = viewport === wide && colorScheme === 'light';
          await expectAccessible(page, `${path} ${colorScheme} ${viewport.width}`, isFirst ? 'all' : 'first');
        }
        await expectNoSidewaysScroll(page, path);
      }
    });
  }
  await anonymous.close();
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

/** Rows of a list are all alike: one look at all of them is enough, and the further ones take the first few. */
type Rows = 'all' | 'first';

async function expectAccessible(page: Page, where: string, rows: Rows = 'all'): Promise<void> {
  await settled(page);
  // No page has frames, so axe may run in the page itself; and only for what it objects to it has to say where it is.
  const builder = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] });
  if (rows === 'first') builder.exclude(['li:nth-of-type(n + 4), tr:nth-of-type(n + 4)']);
  // A menu hangs beside the page, as its button owns it; that it lies in no landmark is how menus are.
  if ((await page.getByRole('menu').count()) > 0) builder.disableRules('region');
  const { violations } = await builder.analyze();
  const found = violations.map(({ id, help, nodes }) => ({
    id,
    help,
    nodes: nodes.map(({ html, failureSummary }) => `${html}\n${failureSummary}`),
  }));
  expect.soft(found, where).toEqual([]);
}

async function expectNoSidewaysScroll(page: Page, where: string): Promise<void> {
  const excess = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
  expect.soft(excess, `${where} scrolls sideways`).toBe(0);
}

/**
 * Colours that change do so over a moment, and a page that nobody looks at draws no frame in which the moment could
 * pass: axe would see colours in between. So transitions are ended, and those that this begins.
 */
async function settled(page: Page): Promise<void> {
  const ended = `(() => {
    const transitions = document.getAnimations().filter((animation) => animation instanceof CSSTransition);
    for (const transition of transitions) transition.finish();
    return transitions.length;
  })()`;
  await expect.poll(() => page.evaluate(ended)).toBe(0);
}
