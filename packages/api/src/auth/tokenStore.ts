import { defaultKeyHasher } from '@better-auth/api-key';
import type { TokenView } from '../tokens/view.ts';
import { type BetterAuth, tokenPrefix } from './betterAuth.ts';

/** The API tokens of accounts. The secret is handed out once and kept as a hash. */
export type TokenStore = {
  create(input: { userId: string; name: string; expiresInDays: number }): Promise<TokenView & { token: string }>;
  /** Newest first. */
  list(userId: string): Promise<TokenView[]>;
  /** @returns what was revoked; undefined when the account has no such token. */
  revoke(input: { userId: string; tokenId: string }): Promise<TokenView | undefined>;
  /** @returns whose token it is; undefined when it is unknown, expired or switched off. */
  verify(token: string): Promise<{ userId: string; tokenId: string } | undefined>;
};

type TokenRow = {
  id: string;
  referenceId: string;
  enabled: boolean | null;
  name: string | null;
  start: string | null;
  createdAt: Date;
  lastRequest: Date | null;
  expiresAt: Date | null;
};

const secondsPerDay = 86_400;

/** "Last used" is told to the minute, so that most calls only read. */
const usedMilliseconds = 60_000;

/** Longer ones are none of ours, and need no hashing. */
const tokenCharactersMax = 200;

/**
 * The plugin makes and hashes the secrets. Its routes for listing and deleting want a session cookie, and its check
 * writes twice at every call, so that a program which polls would wait for the disk each time: these three go to
 * better-auth's own adapter.
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
    async verify(token) {
      if (!token.startsWith(tokenPrefix) || token.length > tokenCharactersMax) return undefined;
      const { adapter } = await auth.$context;
      const where = [{ field: 'key', value: await defaultKeyHasher(token) }];
      const row = await adapter.findOne<TokenRow>({ model: 'apikey', where });
      const now = new Date();
      if (!row || !isGood(row, now)) return undefined;
      if (now.getTime() - (row.lastRequest?.getTime() ?? 0) > usedMilliseconds) {
        await adapter.update({
          model: 'apikey',
          where: [{ field: 'id', value: row.id }],
          update: { lastRequest: now },
        });
      }
      return { userId: row.referenceId, tokenId: row.id };
    },
  };
}

function isGood({ enabled, expiresAt }: TokenRow, now: Date): boolean {
  return enabled !== false && (expiresAt === null || expiresAt > now);
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
