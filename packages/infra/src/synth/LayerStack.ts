import type { Layer } from '@flowport/domain';
import {
  type App,
  S3Backend,
  TerraformDataSource,
  TerraformElement,
  TerraformLocal,
  TerraformOutput,
  TerraformProvider,
  TerraformResource,
  TerraformStack,
} from 'cdktf';
import type { Construct } from 'constructs';
import { addressTag, addressTagValue } from '../importing/addressTag.ts';
import type { StackContext } from './context.ts';

const crossStackOutput = 'cross-stack-output-';
const crossStackInput = 'cross-stack-reference-input-';

/**
 * One layer: a Terraform root with its own state. The id of every element in it is its Terraform address
 * (`new Vpc(this, 'aws_vpc.main', …)`), so what a plan shows can be searched for in the source; the constructor of
 * whatever has another id, or an address that is taken, throws.
 */
export class LayerStack<L extends Layer = Layer> extends TerraformStack {
  readonly layer: L;
  private readonly takenAddresses = new Map<string, Construct>();

  constructor(app: App, layer: L, context: StackContext) {
    super(app, layer);
    this.layer = layer;
    const { bucket, region, workspaceKeyPrefix, kmsKeyId, usePathStyle } = context.target.backend;
    new S3Backend(this, {
      bucket,
      key: `${layer}.tfstate`,
      workspaceKeyPrefix,
      region,
      encrypt: true,
      useLockfile: true,
      ...(kmsKeyId === undefined ? {} : { kmsKeyId }),
      ...(usePathStyle ? { usePathStyle } : {}),
    });
  }

  /**
   * Puts its address on every resource that takes tags. AWS gives most resources an id that nobody chose, and Terraform
   * may be killed before it has heard it: then these tags are how the resource is found again.
   */
  tagAddresses(): void {
    for (const element of this.node.findAll()) {
      if (!TerraformResource.isTerraformResource(element) || !takesTags(element)) continue;
      element.tags = { ...element.tagsInput, [addressTag]: addressTagValue(this.layer, element.node.id) };
    }
  }

  protected override allocateLogicalId(element: TerraformElement | Construct['node']): string {
    if (!TerraformElement.isTerraformElement(element)) return element.id;
    const id = element.node.id;
    if (id.startsWith(crossStackInput)) return id.slice(crossStackInput.length);
    // The output by which a later layer reads `aws_vpc.main.id` is named `aws_vpc_main_id`.
    if (id.startsWith(crossStackOutput)) return identifier(id.slice(crossStackOutput.length));
    const kind = addressKind(element);
    if (kind === undefined) return id;
    const name = id.slice(kind.length + 1);
    if (!id.startsWith(`${kind}.`) || !/^[a-z][a-z0-9_]*$/.test(name)) {
      throw new Error(`The id of ${element.node.path} must be its Terraform address, ${kind}.<name>.`);
    }
    const taken = this.takenAddresses.get(id);
    if (taken && taken !== element) throw new Error(`Both ${taken.node.path} and ${element.node.path} claim ${id}.`);
    this.takenAddresses.set(id, element);
    return name;
  }
}

type Tagged = { tags: Record<string, string>; tagsInput?: Record<string, string> };

function takesTags(element: TerraformResource): element is TerraformResource & Tagged {
  return 'tagsInput' in element && element.terraformResourceType.startsWith('aws_');
}

function addressKind(element: TerraformElement): string | undefined {
  if (TerraformResource.isTerraformResource(element)) return element.terraformResourceType;
  if (TerraformDataSource.isTerraformDataSource(element)) return `data.${element.terraformResourceType}`;
  if (TerraformOutput.isTerraformOutput(element)) return 'output';
  if (element instanceof TerraformLocal) return 'local';
  if (TerraformProvider.isTerraformProvider(element)) return undefined;
  return undefined;
}

function identifier(reference: string): string {
  return reference.replaceAll(/[^A-Za-z0-9_]+/g, '_').replace(/_$/, '');
}
