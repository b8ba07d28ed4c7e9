import { type Client, createClient } from '@flowport/cli';
import { z } from 'zod';
import type { SignIn } from '../portal/secrets.ts';
import type { People } from './life.ts';

/** The requester and the approver of a portal that was just seeded. */
export async function peopleOf({ url, signIns }: { url: string; signIns: readonly SignIn[] }): Promise<People> {
  return {
    requester: await signInForToken(url, signInOf(signIns, 'requester')),
    approver: await signInForToken(url, signInOf(signIns, 'approver')),
  };
}

const newTokenSchema = z.object({ token: z.string() });

/** A token of the requester, for what the client has no call for. */
export async function requesterToken({ url, signIns }: { url: string; signIns: readonly SignIn[] }): Promise<string> {
  return newToken(url, signInOf(signIns, 'requester'));
}

async function signInForToken(url: string, signIn: SignIn): Promise<Client> {
  return createClient({ url, token: await newToken(url, signIn) });
}

/** Signs in as a person does and makes an API token, with which everything else is done. */
async function newToken(url: string, { email, password }: SignIn): Promise<string> {
  const origin = new URL(url).origin;
  const signedIn = await fetch(`${origin}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin },
    body: JSON.stringify({ email, password }),
  });
  if (!signedIn.ok)
    throw new Error(`Signing in as ${email} was answered with ${signedIn.status}: ${await signedIn.text()}`);
  const cookie = signedIn.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
  const created = await fetch(`${origin}/api/v1/tokens`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin, cookie },
    body: JSON.stringify({ name: 'demo', expiresInDays: 1 }),
  });
  if (!created.ok) throw new Error(`A token for ${email} was refused with ${created.status}: ${await created.text()}`);
  return newTokenSchema.parse(await created.json()).token;
}

/** The account with this role among those that were seeded. */
function signInOf(signIns: readonly SignIn[], role: string): SignIn {
  const found = signIns.find((candidate) => candidate.role === role);
  if (!found) throw new Error(`No account with the role ${role} was seeded.`);
  return found;
}
