import type { Layer, StackParameters } from '@flowport/domain';

/** Where a stack lives: a target's account, region and state bucket. Nothing in it is secret. */
export type SynthTarget = {
  /** Twelve digits. */
  account: string;
  region: string;
  /** The role that Terraform runs as; it becomes the cluster's administrator. */
  deployerRoleArn: string;
  backend: {
    bucket: string;
    region: string;
    /** Terraform stores `<workspaceKeyPrefix>/<slug>/<layer>.tfstate`. */
    workspaceKeyPrefix: string;
    kmsKeyId?: string;
    /** Address the bucket as `host/bucket/key`: for S3-compatible stores without a wildcard name. */
    usePathStyle: boolean;
  };
};

/**
 * What a destroy is preceded by, as AWS refuses to delete what is protected, and looks at the flags in Terraform's state:
 * `release` lifts the protection of the database, which still leaves a final snapshot; `purge-release` lets the bucket be
 * emptied too, and leaves neither snapshot nor backups.
 */
export type DataProtection = 'keep' | 'release' | 'purge-release';

export type SynthInput = {
  /** Checked by the domain's slug rules; the name of the Terraform workspace. */
  slug: string;
  /** As typed. */
  description?: string;
  parameters: StackParameters;
  target: SynthTarget;
  /** `keep` where it is left out. */
  data?: DataProtection;
  /**
   * Sets how many nodes there are, which is the autoscaler's business otherwise: for a stack whose nodes are at zero and
   * that is woken. `left` where it is left out.
   */
  nodes?: 'set' | 'left';
  /** What Flowport knows about the stack, put on every AWS resource beside the tags of the parameters. */
  tags: { stackId: string; team: string; owner?: string };
};

/** A `cdk.tf.json` document. */
export type LayerDocument = Record<string, unknown>;
export type LayerDocuments = Record<Layer, LayerDocument>;
