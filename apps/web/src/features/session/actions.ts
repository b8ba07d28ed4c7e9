'use server';

import { cookies, headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { z } from 'zod';
import { environment } from '../../env.ts';
import { portal } from '../../server/composition.ts';
import { localPath } from './localPath.ts';
import { readSetCookie } from './setCookie.ts';

export type SignInState = { problem: string | null; email: string };

const signInSchema = z.object({
  email: z.string().trim().min(1).max(320),
  password: z.string().min(1).max(1024),
  next: z.string().max(2000).default('/stacks'),
});

/**
 * Signs in with e-mail and password. It goes through the same endpoint as a program would, so that its limit on
 * attempts holds here too; as a server action it also works before any script has arrived.
 */
export async function signIn(_previous: SignInState, form: FormData): Promise<SignInState> {
  const parsed = signInSchema.safeParse(Object.fromEntries(form));
  const email = String(form.get('email') ?? '');
  if (!parsed.success) return { problem: 'Enter your e-mail address and your password.', email };
  const response = await callAuth('sign-in/email', { email: parsed.data.email, password: parsed.data.password });
  if (!response.ok) return { problem: problemOf(response.status), email };
  await passCookiesOn(response);
  redirect(localPath(parsed.data.next));
}

/** Hands over to the identity provider, which sends the browser back to `next`. */
export async function signInWithProvider(form: FormData): Promise<never> {
  const next = localPath(String(form.get('next') ?? ''));
  const response = await callAuth('sign-in/social', { provider: 'oidc', callbackURL: next });
  const answer = z.object({ url: z.url() }).safeParse(response.ok ? await response.json() : null);
  if (!answer.success) redirect(`/sign-in?next=${encodeURIComponent(next)}&failed=provider`);
  await passCookiesOn(response);
  redirect(answer.data.url);
}

export async function signOut(): Promise<never> {
  await passCookiesOn(await callAuth('sign-out', {}));
  redirect('/sign-in');
}

function problemOf(status: number): string {
  if (status === 429) return 'Too many attempts. Wait a minute, then try again.';
  if (status >= 500)
    return 'The portal cannot check passwords right now: its database does not answer. Try again shortly.';
  return 'E-mail address and password do not fit together. Check both; passwords are case-sensitive.';
}

async function callAuth(path: string, body: Record<string, unknown>): Promise<Response> {
  const { api } = await portal();
  const received = await headers();
  const origin = environment().url;
  const forwarded = new Headers({ 'content-type': 'application/json', origin: new URL(origin).origin });
  for (const name of ['cookie', 'user-agent', 'x-forwarded-for']) {
    const value = received.get(name);
    if (value) forwarded.set(name, value);
  }
  return api.auth(
    new Request(new URL(`/api/auth/${path}`, origin), {
      method: 'POST',
      headers: forwarded,
      body: JSON.stringify(body),
    }),
  );
}

async function passCookiesOn(response: Response): Promise<void> {
  const jar = await cookies();
  for (const line of response.headers.getSetCookie()) {
    const cookie = readSetCookie(line);
    if (cookie) jar.set(cookie);
  }
}
