import { portal } from '#server/composition.ts';

async function handler(request: Request): Promise<Response> {
  const { handle } = await portal();
  return handle.trpc(request);
}

export { handler as GET, handler as POST };
