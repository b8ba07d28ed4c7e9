import type { Api, AppRouter } from '@flowport/api';
import { TRPCClientError, type TRPCLink } from '@trpc/client';
import { observable } from '@trpc/server/observable';

type Caller = Awaited<ReturnType<Api['caller']>>;

/** Lets a tRPC client call the procedures in this process: the pages ask as the browser does, without HTTP in between. */
export function callerLink(caller: Caller): TRPCLink<AppRouter> {
  return () =>
    ({ op }) =>
      observable((observer) => {
        call(caller, op.path, op.input).then(
          (data) => {
            observer.next({ result: { type: 'data', data } });
            observer.complete();
          },
          (error: unknown) =>
            observer.error(TRPCClientError.from(error instanceof Error ? error : new Error(String(error)))),
        );
      });
}

/** The path comes from the typed client, so that it names a procedure; the caller itself is a proxy without an index. */
async function call(caller: Caller, path: string, input: unknown): Promise<unknown> {
  const procedure = path.split('.').reduce<unknown>((node, key) => (node as Record<string, unknown>)[key], caller) as (
    input: unknown,
  ) => unknown;
  return procedure(input);
}
