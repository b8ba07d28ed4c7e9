import { portal } from '#server/composition.ts';
import { plainRefusal } from '#server/plainRefusal.ts';

/** The whole log of a run as a text file, as far as it has been written: the one of /api/v1, at the run's own address. */
async function logFile(request: Request, { params }: RouteContext<'/runs/[runId]/log.txt'>): Promise<Response> {
  const { runId } = await params;
  const { api } = await portal();
  const url = new URL(request.url);
  url.pathname = `/api/v1/runs/${encodeURIComponent(runId)}/log.txt`;
  const { method, headers, signal } = request;
  return plainRefusal(await api.rest(new Request(url, { method, headers, signal })));
}

export { logFile as GET, logFile as HEAD };
