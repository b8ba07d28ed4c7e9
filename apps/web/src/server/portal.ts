import type { Api, Logger } from '@flowport/api';

/** What the pages and routes need of the world; the composition root makes it. */
export type Portal = {
  api: Api;
  logger: Logger;
  /** Whether the database answers. */
  isReady(): Promise<boolean>;
};
