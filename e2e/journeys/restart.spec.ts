import { OwnPortal } from '../story/ownPortal.ts';
import { expect, test, uniqueSlug } from '../story/people.ts';

test('what was there before a stop is there after the next start', async ({ browser, playwright }) => {
  const portal = await OwnPortal.prepare();
  const slug = uniqueSlug();
  const rita = await browser.newContext({ baseURL: portal.url });
  try {
    const firstSignIns = await test.step('a first start prints the address and the sign-ins', async () => {
      const printed = await portal.start();
      const signIns = await portal.signIns();
      expect(printed).toContain(portal.url);
      expect(signIns).toHaveLength(4);
      for (const { email, password } of signIns) expect(printed).toMatch(new RegExp(`${email}\\s+${password}`));
      return signIns;
    });

    await test.step('Rita signs in and requests a stack', async () => {
      const data = firstSignIns.find(({ email }) => email.startsWith('rita@'));
      const origin = { origin: portal.url };
      expect((await rita.request.post('/api/auth/sign-in/email', { data, headers: origin })).status()).toBe(200);
      const first = async (path: string) => (await (await rita.request.get(path)).json()).items[0].id;
      const answer = await rita.request.post('/api/v1/stacks', {
        headers: origin,
        data: {
          slug,
          preset: 'small',
          teamId: await first('/api/v1/teams'),
          targetId: await first('/api/v1/targets'),
          description: 'Here to stay.',
        },
      });
      expect(answer.status()).toBe(200);
    });

    await test.step('a stop ends in order, in the middle of the plan, and leaves no process behind', async () => {
      expect(await portal.stop()).toBe(0);
      expect(portal.leftovers()).toEqual([]);
      const anyone = await playwright.request.newContext();
      await expect(anyone.get(`${portal.url}/healthz`)).rejects.toThrow('ECONNREFUSED');
      await anyone.dispose();
    });

    await test.step('after the second start she is still signed in, and her stack is planned to the end', async () => {
      await portal.start();
      expect(await portal.signIns()).toEqual(firstSignIns);
      const page = await rita.newPage();
      await page.goto('/stacks');
      await page.getByRole('row').filter({ hasText: slug }).getByRole('link', { name: slug }).click();
      await expect(page.getByRole('main')).toContainText('Here to stay.');
      await expect(page.getByRole('link', { name: /Awaiting approval.*Review the plan/ })).toBeVisible({
        timeout: 90_000,
      });
    });

    expect(await portal.stop()).toBe(0);
    expect(portal.leftovers()).toEqual([]);
  } finally {
    await rita.close();
    await portal.remove();
  }
});
