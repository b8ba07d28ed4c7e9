import { notWritten } from '../notWritten.ts';

export type EmbeddedPostgres = {
  /** Connection string with the password of the data directory. */
  url: string;
  port: number;
  /** Ends every session, writes all to disk and stops the server; may be called twice. */
  stop(): Promise<void>;
};

export type EmbeddedPostgresOptions = {
  /** Where the cluster lies; made when it is not there. */
  dataDir: string;
  /** A free one is chosen when none is given. */
  port?: number;
  /** Called with each line that Postgres writes. */
  log: (line: string) => void;
};

export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  return notWritten(`startEmbeddedPostgres ${options.dataDir}`);
}
