import type { AppRouter, RequestContext } from '@flowport/api';

/** What the pages and routes need of the world; the composition root makes it. */
export type Portal = {
  router: AppRouter;
  /** Reads who asks from cookies or bearer token. `actor` is null where nobody is signed in. */
  context(request: { headers: Headers; requestId: string }): Promise<RequestContext>;
  handle: {
    trpc(request: Request): Promise<Response>;
    rest(request: Request): Promise<Response>;
    auth(request: Request): Promise<Response>;
    runEvents(request: Request, runId: string): Promise<Response>;
    runLog(request: Request, runId: string): Promise<Response>;
  };
  /** Whether the database answers. */
  isReady(): Promise<boolean>;
};
