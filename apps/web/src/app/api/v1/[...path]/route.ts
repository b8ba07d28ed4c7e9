import { portal } from '#server/composition.ts';
import { stopping } from '#server/stopping.ts';

async function handler(request: Request): Promise<Response> {
  const { api } = await portal();
  return api.rest(request);
}

/** What is read may be a stream that never ends by itself; it ends with the process. */
async function reader(request: Request): Promise<Response> {
  const { api } = await portal();
  const signal = AbortSignal.any([request.signal, stopping()]);
  return api.rest(new Request(request.url, { headers: request.headers, signal }));
}

export { handler as DELETE, handler as HEAD, handler as PATCH, handler as POST, handler as PUT, reader as GET };
