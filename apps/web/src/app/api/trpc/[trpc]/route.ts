import { portal } from '#server/composition.ts';

async function handler(request: Request): Promise<Response> {
  const { api } = await portal();
  return api.trpc(request);
}

export { handler as GET, handler as POST };
