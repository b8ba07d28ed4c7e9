/** What the providers act on, handed in by the composition root, and what one connection of Terraform knows. */
import type { Consistency } from '../control/consistency.ts';
import type { Faults } from '../control/faults.ts';
import type { Operations } from '../control/operations.ts';
import type { Latency } from '../latency/latency.ts';
import type { SqliteObjectStore } from '../store/objects.ts';
import type { Ids } from './ids.ts';

/** What the providers need of the S3 server, so that an `aws_s3_bucket` is one of its buckets. */
interface BucketService {
  create(bucket: { name: string; account: string; region: string }): void;
  remove(name: string, options: { force: boolean }): void;
  exists(name: string): boolean;
  setVersioning(name: string, status: 'Enabled' | 'Suspended'): void;
}

export type World = {
  store: SqliteObjectStore;
  clock: () => Date;
  ids: Ids;
  buckets: BucketService;
  latency: Latency;
  faults: Faults;
  consistency: Consistency;
  operations: Operations;
  /** Objects per region by type, where a limit is set. */
  quotas: Map<string, number>;
  /** The account and region of a connection whose provider configuration names none. */
  account: string;
  region: string;
};

/** One configured instance of a provider: the meaning of its provider block. */
export type Session = {
  world: World;
  account: string;
  region: string;
  /** `default_tags` of the aws provider. */
  defaultTags: Readonly<Record<string, string>>;
  /** Who AWS would say is calling. */
  callerArn: string;
  /** The host that the kubernetes and helm providers talk to; undefined while it is not known or not set. */
  host: string | undefined;
  /** Whether the kubernetes or helm provider sends a token, runs a command for one, or has a certificate. */
  hasCredentials: boolean;
};
