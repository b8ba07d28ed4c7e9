import { hkdfSync } from 'node:crypto';
import { apiKey } from '@better-auth/api-key';
import type { Database } from '@flowport/db';
import { betterAuth } from 'better-auth';
import { prismaAdapter } from 'better-auth/adapters/prisma';
import { isAPIError } from 'better-auth/api';
import { type GenericOAuthConfig, genericOAuth } from 'better-auth/plugins/generic-oauth';
import type { Logger } from '../context.ts';
import { originServed } from './sameOrigin.ts';
import { type AuthSettings, passwordCharactersMin, sessionDays, signInsPerMinuteDefault } from './settings.ts';

export const authBase = '/api/auth';
export const tokenPrefix = 'fp_';

/**
 * better-auth with what Flowport needs of it: sessions by e-mail and password or by OIDC, and API tokens. Nobody signs
 * up: accounts are made by an admin, the seed or the OIDC provider. Its own routes for tokens are closed, so that every
 * token goes through our use cases, which audit it and bound its life.
 */
export function buildBetterAuth(options: { db: Database; logger: Logger; settings: AuthSettings }) {
  const { db, logger, settings } = options;
  const minute = { window: 60, max: settings.signInsPerMinute ?? signInsPerMinuteDefault };
  return betterAuth({
    appName: 'Flowport',
    baseURL: settings.origin,
    basePath: authBase,
    secret: sessionSecret(settings.secret),
    trustedOrigins: (request) => {
      const served = request && originServed(request.headers);
      return [settings.origin, ...(settings.trustedOrigins ?? []), ...(served ? [served] : [])];
    },
    telemetry: { enabled: false },
    database: prismaAdapter(db.client, { provider: 'postgresql', transaction: true }),
    user: { additionalFields: { role: { type: 'string', required: false, input: false, defaultValue: 'requester' } } },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: passwordCharactersMin,
      maxPasswordLength: 128,
    },
    // A known address at the provider is the same person here, if the provider has verified it.
    account: { accountLinking: { enabled: true, trustedProviders: [] } },
    session: { expiresIn: sessionDays * 86_400, disableSessionRefresh: true },
    rateLimit: {
      enabled: true,
      storage: 'memory',
      window: 60,
      max: 600,
      customRules: { '/sign-in/email': minute, '/sign-in/social': minute, '/change-password': minute },
    },
    disabledPaths: ['create', 'update', 'delete', 'get', 'list'].map((verb) => `/api-key/${verb}`),
    advanced: {
      cookiePrefix: 'flowport',
      // Said aloud, because they are off by default where NODE_ENV is `test`.
      disableOriginCheck: false,
      disableCSRFCheck: false,
      useSecureCookies: settings.origin.startsWith('https:'),
      defaultCookieAttributes: { httpOnly: true, sameSite: 'lax' },
      ...(settings.trustedProxies ? { ipAddress: { trustedProxies: [...settings.trustedProxies] } } : {}),
    },
    // What it calls errors are mostly refusals (a wrong origin, a token that is not good); the unexpected comes below.
    logger: {
      level: 'warn',
      disableColors: true,
      log: (_level, message, ...details) => logger.warn({ details, at: 'better-auth' }, message),
    },
    onAPIError: {
      onError(error) {
        if (!isAPIError(error)) logger.error({ err: error, at: 'better-auth' }, 'signing in or out failed');
      },
    },
    plugins: [
      apiKey({
        defaultPrefix: tokenPrefix,
        requireName: true,
        maximumNameLength: 60,
        startingCharactersConfig: { charactersLength: tokenPrefix.length + 5 },
        // See tokenStore.ts, which checks tokens without the plugin.
        rateLimit: { enabled: false },
      }),
      ...(settings.oidc ? [genericOAuth({ config: [oidcConfig(settings.oidc)] })] : []),
    ],
  });
}

/** Flowport's one secret has other uses as well; a key of its own keeps them apart. */
function sessionSecret(secret: string): string {
  return Buffer.from(hkdfSync('sha256', secret, '', 'flowport/sessions', 32)).toString('base64');
}

export type BetterAuth = ReturnType<typeof buildBetterAuth>;

function oidcConfig(oidc: NonNullable<AuthSettings['oidc']>): GenericOAuthConfig<'oidc'> {
  return {
    providerId: 'oidc',
    name: oidc.name,
    discoveryUrl: oidc.discoveryUrl,
    requireIdTokenVerification: true,
    clientId: oidc.clientId,
    clientSecret: oidc.clientSecret,
    scopes: [...(oidc.scopes ?? ['openid', 'profile', 'email'])],
    pkce: true,
    // Providers are free to leave the name out, and everybody needs one here.
    mapProfileToUser: ({ name, email, preferred_username: userName }) => ({
      name: [name, userName, email].find((text) => typeof text === 'string' && text !== '') as string,
    }),
  };
}
