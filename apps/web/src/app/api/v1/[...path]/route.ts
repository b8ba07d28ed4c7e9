import { portal } from '#server/composition.ts';

async function handler(request: Request): Promise<Response> {
  const { api } = await portal();
  return api.rest(request);
}

export { handler as DELETE, handler as GET, handler as HEAD, handler as PATCH, handler as POST, handler as PUT };
