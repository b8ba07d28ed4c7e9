import { appendAudit } from '@flowport/db';
import { AppError, layerSchema } from '@flowport/domain';
import { requirePermission, seenStack } from '../access/scope.ts';
import type { ActorContext } from '../context.ts';
import { openArchive } from './archives.ts';

/**
 * One version of a state as it lies in the bucket, secrets included, as a file. That it was taken is audited before the
 * first byte leaves.
 * @throws AppError `not_found`, `forbidden`, `invalid_input`, `unavailable`.
 */
export async function stateDownloadResponse(
  context: ActorContext,
  request: Request,
  at: { stackId: string; layer: string },
): Promise<Response> {
  const versionId = new URL(request.url).searchParams.get('versionId') ?? '';
  const layer = layerSchema.safeParse(at.layer);
  if (!layer.success || versionId === '') {
    throw new AppError('invalid_input', 'A download names a layer, and a version of its state as versionId.');
  }
  if (request.headers.get('sec-fetch-site') === 'cross-site') {
    throw new AppError('forbidden', 'A state is downloaded from the portal itself, not from another site.');
  }
  const stack = await seenStack(context, at.stackId);
  requirePermission(context.actor, 'state.download', stack.team.id);
  const archive = await openArchive(context, stack);
  try {
    const body = await archive.openVersion(stack.slug, layer.data, versionId);
    await appendAudit(context.db, {
      actorId: context.actor.userId,
      action: 'state.downloaded',
      subject: { kind: 'stack', id: stack.id, label: stack.slug },
      detail: { layer: layer.data, versionId },
      now: context.clock(),
      ids: context.ids,
    });
    return new Response(closing(body, archive.close), {
      headers: {
        'content-type': 'application/json',
        'content-disposition': `attachment; filename="${stack.slug}-${layer.data}.tfstate"`,
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
      },
    });
  } catch (error) {
    archive.close();
    throw error;
  }
}

/** The connection to the bucket stays open for as long as the answer is read. */
function closing(body: ReadableStream<Uint8Array>, close: () => void): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  return new ReadableStream({
    async pull(controller) {
      try {
        const { done, value } = await reader.read();
        if (!done) return controller.enqueue(value);
        close();
        controller.close();
      } catch (error) {
        close();
        controller.error(error);
      }
    },
    async cancel(reason) {
      await reader.cancel(reason);
      close();
    },
  });
}
