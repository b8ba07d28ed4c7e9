import { AcmCertificate } from '@cdktf/provider-aws/lib/acm-certificate/index.js';
import { AcmCertificateValidation } from '@cdktf/provider-aws/lib/acm-certificate-validation/index.js';
import { Route53Record } from '@cdktf/provider-aws/lib/route53-record/index.js';
import { Construct } from 'constructs';

export type EndpointCertificateProps = {
  domain: string;
  zoneId: string;
  /** Of a certificate that there is already; null to ask ACM for one. */
  givenArn: string | null;
};

/**
 * The certificate of the hosts below a domain. ACM issues one when a record in the zone proves that the domain is ours, and
 * renews it as long as the record stays.
 */
export class EndpointCertificate extends Construct {
  /** Of a certificate that is issued: a listener takes no other. */
  readonly arn: string;

  constructor(scope: Construct, id: string, props: EndpointCertificateProps) {
    super(scope, id);
    if (props.givenArn !== null) {
      this.arn = props.givenArn;
      return;
    }
    const certificate = new AcmCertificate(this, 'aws_acm_certificate.endpoint', {
      domainName: `*.${props.domain}`,
      validationMethod: 'DNS',
      tags: { Name: props.domain },
      // A listener must not be without one while its successor is issued.
      lifecycle: { createBeforeDestroy: true },
    });
    const proof = certificate.domainValidationOptions.get(0);
    const record = new Route53Record(this, 'aws_route53_record.certificate', {
      zoneId: props.zoneId,
      name: proof.resourceRecordName,
      type: proof.resourceRecordType,
      ttl: 60,
      records: [proof.resourceRecordValue],
      // ACM wants the same record for every certificate of one account and name, the next one of this stack included.
      allowOverwrite: true,
    });
    const validation = new AcmCertificateValidation(this, 'aws_acm_certificate_validation.endpoint', {
      certificateArn: certificate.arn,
      validationRecordFqdns: [record.fqdn],
      timeouts: { create: '45m' },
    });
    this.arn = validation.certificateArn;
  }
}
