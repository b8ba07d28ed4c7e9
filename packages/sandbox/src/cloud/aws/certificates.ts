/** ACM: certificates, and waiting for them to be issued. */
import { AwsError } from '../../http/awsError.ts';
import type { ResourceBehaviour } from '../../providers/behaviour.ts';
import { ProviderError } from '../../providers/problems.ts';
import { type TfObject, unknown } from '../../providers/wire/values.ts';
import type { Session } from '../../providers/world.ts';
import { blocks, stored, text, texts } from '../attributes.ts';
import { arn, regionOf } from './place.ts';
import { api, awsResource, findInRegion, referrers } from './rules.ts';

/** ACM's certificates live for thirteen months. */
const LIFE_MILLISECONDS = 395 * 24 * 3600 * 1000;

const certificate: ResourceBehaviour = {
  type: 'aws_acm_certificate',
  api: {
    service: 'ACM',
    noun: 'ACM Certificate',
    create: 'RequestCertificate',
    update: 'UpdateCertificateOptions',
    delete: 'DeleteCertificate',
  },
  place: 'region',
  forceNew: [
    'domain_name',
    'subject_alternative_names',
    'validation_method',
    'key_algorithm',
    'certificate_authority_arn',
  ],
  constraints: {
    domain_name: { max: 253, pattern: /^(\*\.)?([a-z0-9-]{1,63}\.)+[a-z0-9-]{2,63}$/i, rule: 'must be a domain name' },
    validation_method: { oneOf: ['DNS', 'EMAIL', 'NONE'] },
  },
  // Their names are known before the certificate is, so that records can be made `for_each` of them.
  planned: (_session, { planned, prior }) => {
    if (prior !== null || planned.validation_method !== 'DNS') return {};
    const names = [planned.domain_name, ...texts(planned.subject_alternative_names)];
    if (names.some((name) => typeof name !== 'string')) return {};
    return { domain_validation_options: namesOf(planned).map((domain_name) => ({ ...unknownOption(), domain_name })) };
  },
  id: (input, session) => arn(session, input, 'acm', `certificate/${session.world.ids.uuid()}`),
  create: (session, input, id) => {
    const names = namesOf(input);
    const [first = ''] = names;
    if (first.length > 64) {
      throw new AwsError('ValidationException', 400, 'The first domain name can be no longer than 64 characters.');
    }
    const planned = blocks(input.domain_validation_options).map((option) => text(option.domain_name));
    const order = planned.length === 0 ? names : planned;
    const proofs = new Map(names.map((name) => [bare(name), proof(session)]));
    const options = order.map((name) => ({
      domain_name: name,
      resource_record_type: 'CNAME',
      // A name and the wildcard below it are proven by the same record.
      resource_record_name: `${proofs.get(bare(name))?.name ?? ''}.${bare(name)}.`,
      resource_record_value: proofs.get(bare(name))?.value ?? '',
    }));
    return {
      arn: id,
      subject_alternative_names: names,
      domain_validation_options: text(input.validation_method) === 'DNS' ? options : [],
      key_algorithm: 'RSA_2048',
      status: 'PENDING_VALIDATION',
      type: 'AMAZON_ISSUED',
      renewal_eligibility: 'INELIGIBLE',
      validation_method: 'NONE',
    };
  },
  remove: (session, object) => {
    if (referrers(session, object.id, [{ type: 'aws_lb_listener', path: 'certificate_arn' }]).length > 0) {
      throw new AwsError(
        'ResourceInUseException',
        400,
        `Certificate ${object.id} in account ${object.account} is in use.`,
      );
    }
  },
};

function namesOf(input: TfObject): string[] {
  return [...new Set([text(input.domain_name), ...texts(input.subject_alternative_names)])];
}

function bare(name: string): string {
  return name.replace(/^\*\./, '');
}

function proof(session: Session): { name: string; value: string } {
  const { hex } = session.world.ids;
  return { name: `_${hex(32)}`, value: `_${hex(32)}.acm-validations.aws.` };
}

function unknownOption(): TfObject {
  return { resource_record_name: unknown(), resource_record_type: unknown(), resource_record_value: unknown() };
}

/** Waits until the certificate is issued, which takes every one of its records in DNS. */
const validation: ResourceBehaviour = {
  type: 'aws_acm_certificate_validation',
  api: api('ACM', 'Certificate Validation', 'CertificateValidation'),
  place: 'region',
  forceNew: ['*'],
  id: (_input, session) => session.world.clock().toISOString().replace('T', ' ').replace('Z', ' +0000 UTC'),
  create: (session, input) => {
    const id = text(input.certificate_arn);
    const found = findInRegion(session, 'aws_acm_certificate', id, regionOf(session, input));
    if (found === undefined) {
      throw new AwsError('ResourceNotFoundException', 400, `Could not find certificate ${id}.`);
    }
    if (stored(found).status === 'ISSUED') return {};
    const missing = blocks(stored(found).domain_validation_options).find((option) => !isProven(session, option));
    if (missing !== undefined) {
      throw new ProviderError(
        `waiting for ACM Certificate (${id}) to be issued: timeout while waiting for state to become 'ISSUED' (last state: 'PENDING_VALIDATION', timeout: 1h15m0s)`,
        `DNS has no CNAME ${text(missing.resource_record_name)} with the value that proves ${text(missing.domain_name)}.`,
      );
    }
    const now = session.world.clock();
    const end = new Date(now.getTime() + LIFE_MILLISECONDS);
    const validity = { status: 'ISSUED', not_before: now.toISOString(), not_after: end.toISOString() };
    session.world.store.put({ ...found, attributes: { ...found.attributes, ...validity } });
    return {};
  },
};

function isProven(session: Session, option: TfObject): boolean {
  const plain = (name: string) => name.toLowerCase().replace(/\.$/, '');
  return session.world.store
    .mentioning({ type: 'aws_route53_record' }, plain(text(option.resource_record_value)))
    .map(stored)
    .some(
      (record) =>
        plain(text(record.fqdn)) === plain(text(option.resource_record_name)) &&
        texts(record.records).some((value) => plain(value) === plain(text(option.resource_record_value))),
    );
}

export const certificateResources = [certificate, validation].map(awsResource);
