import { portal } from '#server/composition.ts';

export const dynamic = 'force-dynamic';

/** 200 only when requests can be served: the database answers. For load balancers and for the launcher. */
export async function GET(): Promise<Response> {
  const ready = await portal()
    .then(({ isReady }) => isReady())
    .catch(() => false);
  return Response.json(
    { status: ready ? 'ok' : 'unavailable', database: ready ? 'answers' : 'does not answer' },
    { status: ready ? 200 : 503, headers: { 'cache-control': 'no-store' } },
  );
}
