import type { PolicyDocument } from './policy.ts';
import { principalPlaceholder } from './principal.ts';

/**
 * Trust policy of the deployer role, and of the read-only role: Flowport's identity alone, and only with the external id,
 * so that nobody who can make Flowport assume roles reaches another's account (the confused deputy). Sessions carry tags
 * with run, stack and team, which is a permission of its own and comes with the same request.
 * Source: IAM user guide, "Access to AWS accounts owned by third parties" and "Pass session tags in AWS STS".
 */
export function trustPolicy({ principals, externalId }: { principals: string[]; externalId: string }): PolicyDocument {
  const [first, ...more] = principals;
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'Flowport',
        Effect: 'Allow',
        Principal: { AWS: more.length > 0 ? principals : (first ?? principalPlaceholder) },
        Action: ['sts:AssumeRole', 'sts:TagSession'],
        Condition: { StringEquals: { 'sts:ExternalId': externalId } },
      },
    ],
  };
}
