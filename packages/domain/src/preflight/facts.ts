import type { StackParameters } from '../blueprint/sections.ts';

/** What AWS answered, or the sentence that says why it did not. */
export type Answer<T> = { known: true; value: T } | { known: false; why: string };

/** What a stack is going to be called in AWS. */
export type WantedNames = {
  bucket: string | null;
  database: string | null;
  cluster: string | null;
  roles: readonly string[];
  secrets: readonly string[];
};

/** What is to be built, where, and what is known of it without asking AWS. */
export type PreflightQuestion = {
  slug: string;
  account: string;
  region: string;
  parameters: StackParameters;
  /** The parameters that the stack was applied with; null where nothing of it exists. */
  present: StackParameters | null;
  /** Whether network and data of the stack are there and its compute is not, as after a destroy that retains the data. */
  isComputeGone: boolean;
  names: WantedNames;
  /** The networks of the target's other stacks. */
  neighbours: readonly { slug: string; cidr: string }[];
  now: Date;
};

/** `owner` is the slug of the stack that the object is tagged with, null where it has no such tag. */
export type Network = { id: string; cidrs: readonly string[]; owner: string | null };

export type QuotaFact = {
  code: string;
  /** How much the account may have. */
  quota: Answer<number>;
  /** How much it has. */
  used: Answer<number>;
};

export type CertificateFact = {
  status: string;
  /** All names that it is for, the first included. */
  names: readonly string[];
  /** RFC 3339; null before it is issued. */
  expiresAt: string | null;
};

export type ZoneFact = { name: string; isPrivate: boolean };
export type SecretFact = { name: string; isDeleted: boolean };
export type VersionFact = { version: string; status: string };

/** What already has a name that the stack wants. */
export type TakenNames = { kind: 'bucket' | 'database' | 'cluster' | 'role' | 'secret'; name: string; why: string }[];

/** What AWS said to the questions that a preflight asks. What does not concern the stack is null. */
export type PreflightFacts = {
  identity: Answer<{ account: string; arn: string }>;
  networks: Answer<readonly Network[]>;
  taken: Answer<TakenNames>;
  quotas: readonly QuotaFact[];
  versions: Answer<readonly VersionFact[]>;
  /** Undefined inside: there is none of that name. */
  certificate: Answer<CertificateFact | undefined> | null;
  zone: Answer<ZoneFact | undefined> | null;
  secret: Answer<SecretFact | undefined> | null;
  principals: readonly { arn: string; exists: Answer<boolean> }[];
};
