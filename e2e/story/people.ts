import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type BrowserContext,
  type BrowserContextOptions,
  test as base,
  expect,
  type Page,
  type PlaywrightWorkerArgs,
} from '@playwright/test';

/** Where a portal answers, and where it keeps what it has. */
export type Portal = { url: string; dataDir: string };

/** The portal that the journeys share; the configuration has chosen port and directory. */
export const sharedPortal: Portal = {
  url: `http://127.0.0.1:${process.env.FLOWPORT_PORT}`,
  dataDir: process.env.FLOWPORT_DATA_DIR ?? '',
};

/** The accounts of a portal that was just started, by what they may do. */
export type Person = 'rita' | 'arno' | 'ada' | 'otto';

type SignIn = { email: string; password: string };
type Session = Awaited<ReturnType<BrowserContext['storageState']>>;

/** A page of somebody who has signed in; everybody has a browser of their own. */
export type As = (person: Person, options?: BrowserContextOptions) => Promise<Page>;

type Fixtures = {
  as: As;
  /** A name that no other test has, so that the tests neither wait for nor see each other. */
  slug: string;
};

type WorkerFixtures = { portal: Portal; sessionOf: (person: Person) => Promise<Session> };

export const test = base.extend<Fixtures, WorkerFixtures>({
  portal: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright wants to see the fixtures that are used, here none
    async ({}, use) => use(sharedPortal),
    { scope: 'worker' },
  ],
  sessionOf: [
    async ({ playwright, portal }, use) => {
      const sessions = new Map<Person, Promise<Session>>();
      await use((person) => {
        const session = sessions.get(person) ?? signIn(playwright, portal, person);
        sessions.set(person, session);
        return session;
      });
    },
    { scope: 'worker' },
  ],
  as: async ({ browser, portal, sessionOf }, use) => {
    const opened: { close(): Promise<void> }[] = [];
    await use(async (person, options = {}) => {
      const context = await browser.newContext({
        ...options,
        baseURL: portal.url,
        storageState: await sessionOf(person),
      });
      opened.push(context);
      return context.newPage();
    });
    for (const context of opened) await context.close();
  },
  // biome-ignore lint/correctness/noEmptyPattern: Playwright wants to see the fixtures that are used, here none
  slug: async ({}, use) => use(uniqueSlug()),
});

export { expect };

export function uniqueSlug(): string {
  return `j${Date.now().toString(36)}${Math.random().toString(36).slice(2, 6)}`;
}

/** E-mail address and password as the portal printed them at its start. */
export async function signInOf(person: Person, { dataDir } = sharedPortal): Promise<SignIn> {
  const file = join(dataDir, 'secrets.json');
  const { signIns } = JSON.parse(await readFile(file, 'utf8')) as { signIns: SignIn[] };
  const found = signIns.find(({ email }) => email.startsWith(`${person}@`));
  if (!found) throw new Error(`The portal has no account for ${person}.`);
  return found;
}

/** Over the endpoint that programs use; the form has a journey of its own, and attempts to sign in are limited. */
async function signIn(
  playwright: PlaywrightWorkerArgs['playwright'],
  portal: Portal,
  person: Person,
): Promise<Session> {
  const request = await playwright.request.newContext({ baseURL: portal.url });
  const answer = await request.post('/api/auth/sign-in/email', {
    data: await signInOf(person, portal),
    headers: { origin: portal.url },
  });
  expect(answer.status(), `signing in as ${person}`).toBe(200);
  const session = await request.storageState();
  await request.dispose();
  return session;
}
