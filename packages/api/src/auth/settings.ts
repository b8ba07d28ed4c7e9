/** How people and programs sign in. Read from the environment by the app, never here. */
export type AuthSettings = {
  /** 32 random bytes or more; the key that signs sessions is derived from it. */
  secret: string;
  /** Where browsers reach the portal, e.g. https://flowport.example.org */
  origin: string;
  /** Further origins of the same portal, such as the address behind a proxy. */
  trustedOrigins?: readonly string[];
  /** Addresses or CIDR blocks of the proxies in front, so that the client's address can be told. */
  trustedProxies?: readonly string[];
  oidc?: OidcSettings;
  /** Attempts to sign in within a minute from one address. */
  signInsPerMinute?: number;
  /** Calls within a minute by one API token. */
  tokenCallsPerMinute?: number;
};

/**
 * An OpenID Connect provider. Its redirect URI is `<origin>/api/auth/callback/oidc`, and a browser signs in by
 * `POST /api/auth/sign-in/social` with `{ provider: 'oidc', callbackURL }`. Discovery happens once, when the process first
 * needs it.
 */
export type OidcSettings = {
  /** On the button: "Sign in with …". */
  name: string;
  /** …/.well-known/openid-configuration */
  discoveryUrl: string;
  clientId: string;
  clientSecret: string;
  scopes?: readonly string[];
};

/** Enough for somebody who mistypes, and far from enough to guess a password of twelve characters. */
export const signInsPerMinuteDefault = 20;

/** A program that polls ten stacks ten times a second stays below; a loop that has gone wild does not. */
export const tokenCallsPerMinuteDefault = 6000;

/** After that one signs in again: sessions are not prolonged. */
export const sessionDays = 7;

export const passwordCharactersMin = 12;
