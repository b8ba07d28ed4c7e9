import { portal } from '#server/composition.ts';

export async function GET(request: Request, { params }: { params: Promise<{ runId: string }> }): Promise<Response> {
  const { handle } = await portal();
  return handle.runEvents(request, (await params).runId);
}
