import type { TokenView } from '../tokens/view.ts';
import type { BetterAuth } from './betterAuth.ts';

/** The API tokens of accounts. The secret is handed out once and kept as a hash. */
export type TokenStore = {
  create(input: { userId: string; name: string; expiresInDays: number }): Promise<TokenView & { token: string }>;
  /** Newest first. */
  list(userId: string): Promise<TokenView[]>;
  /** @returns what was revoked; undefined when the account has no such token. */
  revoke(input: { userId: string; tokenId: string }): Promise<TokenView | undefined>;
};

type TokenRow = {
  id: string;
  name: string | null;
  start: string | null;
  createdAt: Date;
  lastRequest: Date | null;
  expiresAt: Date | null;
};

const secondsPerDay = 86_400;

/**
 * The plugin's routes for listing and deleting want a session cookie, so these go to better-auth's own adapter; creating
 * needs the plugin, which makes and hashes the secret.
 */
export function createTokenStore(auth: BetterAuth): TokenStore {
  const rowsOf = async (userId: string) => {
    const { adapter } = await auth.$context;
    return adapter.findMany<TokenRow>({
      model: 'apikey',
      where: [{ field: 'referenceId', value: userId }],
      sortBy: { field: 'createdAt', direction: 'desc' },
    });
  };
  return {
    async create({ userId, name, expiresInDays }) {
      const created = await auth.api.createApiKey({ body: { userId, name, expiresIn: expiresInDays * secondsPerDay } });
      return { ...viewOf(created), token: created.key };
    },
    list: async (userId) => (await rowsOf(userId)).map(viewOf),
    async revoke({ userId, tokenId }) {
      const token = (await rowsOf(userId)).find((row) => row.id === tokenId);
      if (!token) return undefined;
      const { adapter } = await auth.$context;
      await adapter.delete({ model: 'apikey', where: [{ field: 'id', value: tokenId }] });
      return viewOf(token);
    },
  };
}

function viewOf(row: TokenRow): TokenView {
  return {
    id: row.id,
    name: row.name ?? '',
    start: row.start ?? '',
    createdAt: row.createdAt.toISOString(),
    lastUsedAt: row.lastRequest?.toISOString() ?? null,
    expiresAt: row.expiresAt?.toISOString() ?? null,
  };
}
