import { createTokenInputSchema } from '@flowport/domain';
import { z } from 'zod';
import { createToken } from '../tokens/createToken.ts';
import { listTokens } from '../tokens/listTokens.ts';
import { revokeToken } from '../tokens/revokeToken.ts';
import { newTokenSchema, revokeTokenInputSchema, tokenListSchema } from '../tokens/view.ts';
import { procedure, router } from '../trpc.ts';

const tag = 'Account';

export const tokensRouter = router({
  list: procedure
    .meta({ rest: { method: 'GET', path: '/tokens', tag, summary: 'The own API tokens, without their secrets' } })
    .output(tokenListSchema)
    .query(({ ctx }) => listTokens(ctx)),
  create: procedure
    .meta({
      rest: {
        method: 'POST',
        path: '/tokens',
        tag,
        summary: 'Create an API token',
        description: 'The secret is in this answer and nowhere else. The token may do what its owner may.',
        example: { name: 'nightly pipeline', expiresInDays: 90 },
        errors: ['conflict'],
      },
    })
    .input(createTokenInputSchema)
    .output(newTokenSchema)
    .mutation(({ ctx, input }) => createToken(ctx, input)),
  revoke: procedure
    .meta({
      rest: { method: 'DELETE', path: '/tokens/{tokenId}', tag, summary: 'Revoke an API token', errors: ['not_found'] },
    })
    .input(revokeTokenInputSchema)
    .output(z.object({ id: z.string() }))
    .mutation(({ ctx, input }) => revokeToken(ctx, input)),
});
