import type { Api, Auth, Logger } from '@flowport/api';

/** What the pages and routes need of the world; the composition root makes it. */
export type Portal = {
  api: Api;
  logger: Logger;
  /** What the sign-in page offers. */
  signIn: Auth['ways'];
  /** Whether the database answers. */
  isReady(): Promise<boolean>;
};
