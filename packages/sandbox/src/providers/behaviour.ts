/**
 * What tells one type from another: data where data is enough, small functions where it is not. The protocol, the
 * planning and the storing are the same for all types and know nothing of any.
 */
import type { CloudObject } from '../store/objects.ts';
import type { TfObject, TfValue } from './wire/values.ts';
import type { Session } from './world.ts';

/** Names for the text of errors: `creating EC2 VPC: operation error EC2: CreateVpc, …`. */
export type ApiNames = { service: string; noun: string; create: string; update: string; delete: string };

/** A rule that the real provider checks before it asks AWS, on an attribute that the configuration sets. */
export type Constraint = {
  min?: number;
  max?: number;
  pattern?: RegExp;
  oneOf?: readonly (string | number)[];
  /** What the pattern demands, for the error. */
  rule?: string;
};

export type ResourceBehaviour = {
  type: string;
  api: ApiNames;
  /** Where objects of the type live. `state`: nowhere but in Terraform's state. */
  place: 'region' | 'global' | 'cluster' | 'state';
  /** Attribute paths (`metadata.name`) whose change needs a new object. `*` means every one. */
  forceNew?: readonly string[];
  /** What the real provider fills in at plan time where the configuration is silent, by attribute path. */
  defaults?: Readonly<Record<string, TfValue>>;
  /** What is kept in Terraform's state alone, because the API does not return it: absent after an import. */
  stateOnly?: readonly string[];
  /** Attributes to replace for a reason that a path alone does not tell (encryption that is taken away). */
  replaced?(planned: TfObject, prior: TfObject): string[];
  /** What an import puts for state-only attributes where the real provider does not leave them empty. */
  imported?: Readonly<Record<string, TfValue>>;
  /** Computed attributes that an update may change, with the attributes whose change does it; `*` is any change. */
  recomputed?: Readonly<Record<string, readonly string[]>>;
  constraints?: Readonly<Record<string, Constraint>>;
  /** Computed values that are known at plan time already. */
  planned?(session: Session, plan: { planned: TfObject; prior: TfObject | null }): TfObject;
  /** The Terraform id; `input` has null for what is not known yet. */
  id(input: TfObject, session: Session): string;
  /** The id of the stored object, where Terraform's id is not unique in its scope (Helm releases). */
  key?(attributes: TfObject): string;
  /** The refusal when an object of that id exists. Without it, a create replaces (S3's sub-resources). */
  taken?(id: string, input: TfObject): Error | undefined;
  /** Checks the rules of a create (throws `AwsError` or `ProviderError`) and answers the computed values; the rest gets zero values. */
  create?(session: Session, input: TfObject, id: string): TfObject;
  /** What else comes into being with the object (a VPC's default security group). */
  created?(session: Session, object: CloudObject): void;
  /** Checks and answers changed computed values. */
  update?(session: Session, input: TfObject, before: TfObject): TfObject;
  updated?(session: Session, object: CloudObject, before: TfObject): void;
  /** Throws when the object cannot be deleted. */
  remove?(session: Session, object: CloudObject): void;
  removed?(session: Session, object: CloudObject): void;
  /** Changes the values that a read answers, for what other objects decide. */
  read?(session: Session, object: CloudObject): TfObject;
  /** From the id of an `import` block, in the form of the real provider's documentation, to the Terraform id. */
  importId?(given: string, session: Session): string;
  /** For types that keep nothing outside the state: the whole object from the import id. */
  importState?(given: string): TfObject;
};

export type DataSourceBehaviour = {
  type: string;
  /** The computed values; `config` has null for what is not set. Throws when there is no such thing. */
  read(session: Session, config: TfObject): TfObject;
};
