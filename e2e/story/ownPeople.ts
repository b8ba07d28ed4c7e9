import { OwnPortal } from './ownPortal.ts';
import { test as base } from './people.ts';

/**
 * The same people at a portal that no other journey uses: for stories that pause its workers, change its target or slow
 * its cloud down, which others would wait for.
 */
export const test = base.extend<object, object>({
  portal: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright wants to see the fixtures that are used, here none
    async ({}, use) => {
      const portal = await OwnPortal.prepare();
      try {
        await portal.start();
        await use(portal);
      } finally {
        await portal.remove();
      }
    },
    { scope: 'worker', timeout: 120_000 },
  ],
});
