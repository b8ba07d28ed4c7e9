/** ACM's DescribeCertificate, answered from what the aws provider stored. */
import { z } from 'zod';
import { blocks, stored, text, texts } from '../cloud/attributes.ts';
import type { AwsCall } from '../http/awsCall.ts';
import { AwsError } from '../http/awsError.ts';
import { type JsonOperation, readJsonBody } from '../http/jsonProtocol.ts';
import { findReferrers } from '../store/referrers.ts';

const describeSchema = z.object({ CertificateArn: z.string().min(20) });

export const acmOperations: Readonly<Record<string, JsonOperation>> = {
  DescribeCertificate: (call) => {
    const { CertificateArn: arn } = readJsonBody(call, describeSchema);
    call.require('acm:DescribeCertificate', arn);
    const found = call.inRegion('aws_acm_certificate').find(({ id }) => id === arn);
    if (found === undefined) {
      throw new AwsError('ResourceNotFoundException', 400, `Could not find certificate ${arn}.`);
    }
    return { Certificate: certificate(call, found) };
  },
};

function certificate(call: AwsCall, object: ReturnType<AwsCall['inRegion']>[number]) {
  const attributes = stored(object);
  const isIssued = attributes.status === 'ISSUED';
  const listeners = findReferrers(call.world.objects, object, [{ type: 'aws_lb_listener', path: 'certificate_arn' }]);
  return {
    CertificateArn: object.id,
    DomainName: text(attributes.domain_name),
    SubjectAlternativeNames: texts(attributes.subject_alternative_names),
    DomainValidationOptions: blocks(attributes.domain_validation_options).map((option) => ({
      DomainName: text(option.domain_name),
      ValidationStatus: isIssued ? 'SUCCESS' : 'PENDING_VALIDATION',
      ValidationMethod: 'DNS',
      ResourceRecord: {
        Name: text(option.resource_record_name),
        Type: text(option.resource_record_type),
        Value: text(option.resource_record_value),
      },
    })),
    Status: text(attributes.status),
    Type: text(attributes.type),
    KeyAlgorithm: 'RSA-2048',
    CreatedAt: seconds(object.createdAt),
    InUseBy: listeners.map((listener) => text(stored(listener).load_balancer_arn)),
    ...(isIssued && {
      IssuedAt: seconds(object.createdAt),
      NotBefore: seconds(text(attributes.not_before) || object.createdAt),
      NotAfter: seconds(text(attributes.not_after) || yearLater(object.createdAt)),
    }),
  };
}

function seconds(timestamp: string): number {
  return Math.floor(Date.parse(timestamp) / 1000);
}

/** ACM's certificates live for thirteen months. */
function yearLater(timestamp: string): string {
  return new Date(Date.parse(timestamp) + 395 * 24 * 3600 * 1000).toISOString();
}
