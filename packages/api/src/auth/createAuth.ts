import type { Database } from '@flowport/db';
import { AppError } from '@flowport/domain';
import type { Logger } from '../context.ts';
import { buildBetterAuth } from './betterAuth.ts';
import { createCallLimit } from './callLimit.ts';
import { type AuthSettings, tokenCallsPerMinuteDefault } from './settings.ts';
import { createTokenStore, type TokenStore } from './tokenStore.ts';

/** Who a request comes from, and by what: a cookie is sent by browsers unasked, a token is not. */
type Credential = { userId: string; by: 'session' | 'token' };

export type Auth = {
  /** Everything below /api/auth: signing in and out, the session, the OIDC callback. */
  handler(request: Request): Promise<Response>;
  /**
   * Reads `Authorization: Bearer fp_…`, else the session cookie.
   * @returns undefined for a request that carries neither.
   * @throws AppError `unauthenticated` for a token that is unknown, expired or revoked; `too_many_requests`.
   */
  credentialOf(headers: Headers): Promise<Credential | undefined>;
  tokens: TokenStore;
  /** Makes the account unless its address is known, and sees to it that this password opens it. */
  ensureAccount(account: { email: string; name: string; password: string }): Promise<{ userId: string }>;
  /** What the sign-in page offers. */
  ways: { password: true; oidc: { providerId: 'oidc'; name: string } | null };
  origins: readonly string[];
};

export function createAuth(options: { db: Database; logger: Logger; settings: AuthSettings }): Auth {
  const { settings } = options;
  const auth = buildBetterAuth(options);
  const tokens = createTokenStore(auth);
  const isWithinLimit = createCallLimit({
    callsPerMinute: settings.tokenCallsPerMinute ?? tokenCallsPerMinuteDefault,
    now: Date.now,
  });
  return {
    handler: (request) => auth.handler(request),
    tokens,
    ways: { password: true, oidc: settings.oidc ? { providerId: 'oidc', name: settings.oidc.name } : null },
    origins: [settings.origin, ...(settings.trustedOrigins ?? [])],

    async credentialOf(headers) {
      const token = bearerToken(headers);
      if (token !== undefined) return { userId: await ownerOf(token), by: 'token' };
      const session = await auth.api.getSession({ headers });
      return session ? { userId: session.user.id, by: 'session' } : undefined;
    },

    async ensureAccount({ email, name, password }) {
      const { internalAdapter, password: passwords } = await auth.$context;
      const linkPassword = async (userId: string) =>
        internalAdapter.linkAccount({
          userId,
          providerId: 'credential',
          accountId: userId,
          password: await passwords.hash(password),
        });
      const known = await internalAdapter.findUserByEmail(email, { includeAccounts: true });
      if (!known) {
        const user = await internalAdapter.createUser({ email, name, emailVerified: true }, { method: 'admin' });
        await linkPassword(user.id);
        return { userId: user.id };
      }
      const userId = known.user.id;
      const credential = known.accounts.find((account) => account.providerId === 'credential');
      if (!credential) await linkPassword(userId);
      else if (!credential.password || !(await passwords.verify({ hash: credential.password, password }))) {
        await internalAdapter.updatePassword(userId, await passwords.hash(password));
      }
      return { userId };
    },
  };

  async function ownerOf(token: string): Promise<string> {
    const owner = await tokens.verify(token);
    if (!owner) {
      throw new AppError(
        'unauthenticated',
        'The token is unknown, has expired or was revoked. Create another in Settings.',
      );
    }
    if (isWithinLimit(owner.tokenId)) return owner.userId;
    throw new AppError('too_many_requests', 'This token was used too often within a minute. Wait, then poll less.');
  }
}

/** A header with another scheme belongs to a proxy in front and says nothing about who asks. */
function bearerToken(headers: Headers): string | undefined {
  const match = /^bearer +(\S+) *$/i.exec(headers.get('authorization') ?? '');
  return match?.[1];
}
