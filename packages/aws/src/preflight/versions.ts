import { DescribeClusterVersionsCommand, EKSClient } from '@aws-sdk/client-eks';
import type { VersionFact } from '@flowport/domain';
import { allowing, ask } from '../credentials/ask.ts';
import { type AwsCaller, clientConfiguration } from '../credentials/credentials.ts';

/** The Kubernetes versions that EKS offers in the region today, and how it supports each. */
export function clusterVersions(caller: AwsCaller): Promise<VersionFact[]> {
  const client = new EKSClient(clientConfiguration(caller, 'eks'));
  const question = { doing: 'asking EKS for its versions', whenDenied: allowing('eks:DescribeClusterVersions') };
  return ask(client, question, async () => {
    const { clusterVersions: versions } = await client.send(new DescribeClusterVersionsCommand({ includeAll: true }));
    return (versions ?? []).flatMap(({ clusterVersion, versionStatus, status }) =>
      // `status` is the older of the two fields, in small letters and with hyphens.
      clusterVersion === undefined
        ? []
        : [{ version: clusterVersion, status: versionStatus ?? status?.toUpperCase().replace('-', '_') ?? 'unknown' }],
    );
  });
}
