import {
  DescribeAddressesCommand,
  EC2Client,
  type Instance,
  paginateDescribeInstances,
  paginateDescribeInternetGateways,
  paginateDescribeVpcs,
} from '@aws-sdk/client-ec2';
import { EKSClient, paginateListClusters } from '@aws-sdk/client-eks';
import { ElasticLoadBalancingV2Client, paginateDescribeLoadBalancers } from '@aws-sdk/client-elastic-load-balancing-v2';
import { GetAccountSummaryCommand, IAMClient, ListOpenIDConnectProvidersCommand } from '@aws-sdk/client-iam';
import { paginateDescribeDBInstances, RDSClient } from '@aws-sdk/client-rds';
import { instanceTypes, type Network } from '@flowport/domain';
import { allowing, ask } from '../credentials/ask.ts';
import { type AwsCaller, clientConfiguration } from '../credentials/credentials.ts';

const ec2 = (caller: AwsCaller) => new EC2Client(clientConfiguration(caller, 'ec2'));
const iam = (caller: AwsCaller) => new IAMClient(clientConfiguration(caller, 'iam'));

/** Every VPC of the region, the default one too, with the stack that it is tagged with. */
export function networksInUse(caller: AwsCaller): Promise<Network[]> {
  const question = { doing: 'listing the VPCs', whenDenied: allowing('ec2:DescribeVpcs') };
  return ask(ec2(caller), question, async (client) => {
    const networks: Network[] = [];
    for await (const page of paginateDescribeVpcs({ client }, {})) {
      for (const vpc of page.Vpcs ?? []) {
        const blocks = vpc.CidrBlockAssociationSet?.flatMap(({ CidrBlock, CidrBlockState }) =>
          CidrBlock && CidrBlockState?.State !== 'disassociated' ? [CidrBlock] : [],
        );
        networks.push({
          id: vpc.VpcId ?? 'a VPC',
          cidrs: blocks && blocks.length > 0 ? blocks : [vpc.CidrBlock ?? ''],
          owner: vpc.Tags?.find(({ Key }) => Key === 'flowport:stack')?.Value ?? null,
        });
      }
    }
    return networks;
  });
}

export function internetGatewaysInUse(caller: AwsCaller): Promise<number> {
  const question = { doing: 'counting the internet gateways', whenDenied: allowing('ec2:DescribeInternetGateways') };
  return ask(ec2(caller), question, (client) =>
    counted(paginateDescribeInternetGateways({ client }, {}), (page) => page.InternetGateways),
  );
}

export function addressesInUse(caller: AwsCaller): Promise<number> {
  const question = { doing: 'counting the Elastic IPs', whenDenied: allowing('ec2:DescribeAddresses') };
  return ask(ec2(caller), question, async (client) => {
    const { Addresses } = await client.send(new DescribeAddressesCommand({}));
    return Addresses?.length ?? 0;
  });
}

export function identityProvidersInUse(caller: AwsCaller): Promise<number> {
  const question = { doing: 'counting the identity providers', whenDenied: allowing('iam:ListOpenIDConnectProviders') };
  return ask(iam(caller), question, async (client) => {
    const { OpenIDConnectProviderList } = await client.send(new ListOpenIDConnectProvidersCommand({}));
    return OpenIDConnectProviderList?.length ?? 0;
  });
}

export function rolesInUse(caller: AwsCaller): Promise<number> {
  const question = { doing: 'counting the IAM roles', whenDenied: allowing('iam:GetAccountSummary') };
  return ask(iam(caller), question, async (client) => {
    const { SummaryMap } = await client.send(new GetAccountSummaryCommand({}));
    return SummaryMap?.Roles ?? 0;
  });
}

export type VcpusInUse = { standard: number; spotStandard: number; graphics: number };

/** The vCPUs of instances that run or start, by the quota that they count against. */
export function vcpusInUse(caller: AwsCaller): Promise<VcpusInUse> {
  const question = { doing: 'counting the vCPUs of instances', whenDenied: allowing('ec2:DescribeInstances') };
  return ask(ec2(caller), question, async (client) => {
    const sum: VcpusInUse = { standard: 0, spotStandard: 0, graphics: 0 };
    const running = { Filters: [{ Name: 'instance-state-name', Values: ['pending', 'running'] }] };
    for await (const page of paginateDescribeInstances({ client }, running)) {
      for (const instance of page.Reservations?.flatMap(({ Instances }) => Instances ?? []) ?? []) {
        const bucket = quotaOf(instance);
        if (bucket !== undefined) sum[bucket] += vcpusOf(instance);
      }
    }
    return sum;
  });
}

/** AWS counts the families A, C, D, H, I, M, R, T and Z together, and G with VT; others have quotas of their own. */
function quotaOf({ InstanceType, InstanceLifecycle }: Instance): keyof VcpusInUse | undefined {
  const type: string = InstanceType ?? '';
  const isSpot = InstanceLifecycle === 'spot';
  if (/^(g\d|gr\d|vt\d)/.test(type)) return isSpot ? undefined : 'graphics';
  if (/^[acdhimrtz]\d/.test(type) || /^(im|is)\d/.test(type)) {
    return isSpot ? 'spotStandard' : 'standard';
  }
  return undefined;
}

function vcpusOf({ CpuOptions, InstanceType }: Instance): number {
  const { CoreCount, ThreadsPerCore = 1 } = CpuOptions ?? {};
  if (CoreCount !== undefined) return CoreCount * ThreadsPerCore;
  return Object.entries(instanceTypes).find(([name]) => name === InstanceType)?.[1].vcpus ?? 0;
}

export function clustersInUse(caller: AwsCaller): Promise<number> {
  const question = { doing: 'counting the EKS clusters', whenDenied: allowing('eks:ListClusters') };
  return ask(new EKSClient(clientConfiguration(caller, 'eks')), question, (client) =>
    counted(paginateListClusters({ client }, {}), (page) => page.clusters),
  );
}

export function databasesInUse(caller: AwsCaller): Promise<number> {
  const question = { doing: 'counting the databases', whenDenied: allowing('rds:DescribeDBInstances') };
  return ask(new RDSClient(clientConfiguration(caller, 'rds')), question, (client) =>
    counted(paginateDescribeDBInstances({ client }, {}), (page) => page.DBInstances),
  );
}

export function loadBalancersInUse(caller: AwsCaller): Promise<number> {
  const question = {
    doing: 'counting the load balancers',
    whenDenied: allowing('elasticloadbalancing:DescribeLoadBalancers'),
  };
  return ask(new ElasticLoadBalancingV2Client(clientConfiguration(caller, 'loadBalancing')), question, (client) =>
    counted(paginateDescribeLoadBalancers({ client }, {}), (page) =>
      page.LoadBalancers?.filter(({ Type }) => Type === 'application'),
    ),
  );
}

async function counted<P>(pages: AsyncIterable<P>, itemsOf: (page: P) => unknown[] | undefined): Promise<number> {
  let count = 0;
  for await (const page of pages) count += itemsOf(page)?.length ?? 0;
  return count;
}
