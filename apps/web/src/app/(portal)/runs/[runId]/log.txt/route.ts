import { portal } from '#server/composition.ts';
import { failureResponse } from '#server/failureResponse.ts';

/** Read at once: bounds what a download of any length holds in memory. */
const pageBytes = 1_048_576;

/** The whole log of a run as a text file, as far as it has been written. */
export async function GET(request: Request, { params }: RouteContext<'/runs/[runId]/log.txt'>): Promise<Response> {
  const { runId } = await params;
  const { api } = await portal();
  const caller = await api.caller(request.headers);
  const read = (offset: number) => caller.runs.log({ runId, offset, bytesMax: pageBytes });
  try {
    // The first page is read before the answer begins, so that a refusal is a plain answer.
    let page = await read(0);
    const encoder = new TextEncoder();
    const body = new ReadableStream<Uint8Array>({
      async pull(controller) {
        for (const chunk of page.chunks) controller.enqueue(encoder.encode(chunk.text));
        if (page.complete || page.chunks.length === 0) return controller.close();
        page = await read(page.nextOffset);
      },
    });
    return new Response(body, {
      headers: {
        'content-type': 'text/plain; charset=utf-8',
        'content-disposition': `attachment; filename="${runId}.log"`,
        'cache-control': 'no-store',
      },
    });
  } catch (error) {
    return failureResponse(error);
  }
}
