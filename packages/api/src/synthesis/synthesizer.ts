import type { Layer, StackParameters } from '@flowport/domain';

type SynthesisInput = {
  slug: string;
  parameters: StackParameters;
  target: {
    account: string;
    region: string;
    deployerRoleArn: string;
    backend: { bucket: string; region: string; workspaceKeyPrefix: string; usePathStyle: boolean };
  };
  tags: { stackId: string; team: string };
};
type LayerDocuments = Record<Layer, Record<string, unknown>>;

/** What @flowport/infra gives; the app passes it in, since only the worker needs CDKTF for more than counting. */
export type Synthesizer = {
  blueprint: { id: string; version: string };
  synthesize(input: SynthesisInput): LayerDocuments;
  countResources(documents: LayerDocuments): Record<Layer, number>;
};
