import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, expect, type Page, test } from '@playwright/test';
import type { As, Person } from './people.ts';

/** Who looks at which path; nobody is signed out. */
export type Route = [Person | 'nobody', string];

export const wide = { width: 1440, height: 900 };
export const narrow = { width: 390, height: 844 };

/** Each page light and dark, wide and as narrow as a phone; none may scroll sideways. */
export async function expectAllAccessible(
  routes: readonly Route[],
  { as, browser }: { as: As; browser: Browser },
): Promise<void> {
  const pages = new Map<Person | 'nobody', Page>();
  const anonymous = await browser.newContext({ reducedMotion: 'reduce' });
  pages.set('nobody', await anonymous.newPage());
  for (const [person, path] of routes) {
    const page = pages.get(person) ?? (await as(person === 'nobody' ? 'rita' : person, { reducedMotion: 'reduce' }));
    pages.set(person, page);
    await test.step(`${person} at ${path.replace(/_[0-9a-z]{26}/, '')}`, async () => {
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
}

/** Rows of a list are all alike: one look at all of them is enough, and the further ones take the first few. */
type Rows = 'all' | 'first';

export async function expectAccessible(page: Page, where: string, rows: Rows = 'all'): Promise<void> {
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
 * pass: axe would see colours in between. So a page that is looked at has no transitions, which ends those under way;
 * ending each by itself takes many seconds on a long page.
 */
async function settled(page: Page): Promise<void> {
  await page.evaluate(`(() => {
    if (window.isSettled) return;
    window.isSettled = true;
    const sheet = new CSSStyleSheet();
    sheet.replaceSync('*, ::before, ::after { transition: none !important }');
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  })()`);
  const running = `document.getAnimations().filter((animation) => animation instanceof CSSTransition).length`;
  await expect.poll(() => page.evaluate(running)).toBe(0);
}
