import { DataAwsPartition } from '@cdktf/provider-aws/lib/data-aws-partition/index.js';
import { RandomProvider } from '@cdktf/provider-random/lib/provider/index.js';
import { interfaceEndpoints } from '@flowport/domain';
import type { App } from 'cdktf';
import { awsProvider } from '../constructs/awsProvider.ts';
import { Datastore } from '../constructs/Datastore.ts';
import { FlowLogs } from '../constructs/FlowLogs.ts';
import { InterfaceEndpoints } from '../constructs/InterfaceEndpoints.ts';
import { MetadataDatabase } from '../constructs/MetadataDatabase.ts';
import { Network } from '../constructs/Network.ts';
import type { StackContext } from '../synth/context.ts';
import { LayerStack } from '../synth/LayerStack.ts';
import { declareOutputs } from '../synth/outputs.ts';

export type Foundation = ReturnType<typeof buildFoundation>;

/** Network and data: what outlives the compute. */
export function buildFoundation(app: App, context: StackContext) {
  const { names, parameters, target, data } = context;
  const stack = new LayerStack(app, 'foundation', context);
  awsProvider(stack, context);
  new RandomProvider(stack, 'random');
  const partition = new DataAwsPartition(stack, 'data.aws_partition.current');
  const network = new Network(stack, 'network', {
    prefix: names.prefix,
    region: target.region,
    parameters: parameters.network,
  });
  if (parameters.network.flowLogs) {
    new FlowLogs(stack, 'flow-logs', { names, vpcId: network.vpc.id, account: target.account });
  }
  const services = interfaceEndpoints(parameters);
  if (services.length > 0) {
    new InterfaceEndpoints(stack, 'interface-endpoints', {
      prefix: names.prefix,
      region: target.region,
      vpcId: network.vpc.id,
      vpcCidr: parameters.network.cidr,
      subnetIds: network.privateSubnets.map((subnet) => subnet.id),
      services,
    });
  }
  const datastore = new Datastore(stack, 'datastore', {
    bucketName: names.datastoreBucket,
    keyAlias: names.dataKeyAlias,
    partition: partition.partition,
    parameters: parameters.datastore,
    data,
  });
  const database = new MetadataDatabase(stack, 'database', {
    identifier: names.database,
    vpcId: network.vpc.id,
    subnetIds: network.databaseSubnets.map((subnet) => subnet.id),
    kmsKeyArn: datastore.key.arn,
    parameters: parameters.database,
    data,
  });
  declareOutputs(stack, {
    account_id: target.account,
    region: target.region,
    vpc_id: network.vpc.id,
    datastore_bucket: datastore.bucket.bucket,
    datastore_kms_key_arn: datastore.key.arn,
    database_endpoint: database.instance.endpoint,
  });
  return { stack, network, datastore, database };
}
