import { type CheckResult, failed, passed, skipped, warned } from './check.ts';
import type { PreflightFacts, PreflightQuestion } from './facts.ts';

const certificateCheck = { name: 'certificate', title: 'Certificate of the load balancer' };
const zoneCheck = { name: 'zone', title: 'Hosted zone of the domain' };
const secretCheck = { name: 'secret', title: 'Secret of the identity provider’s client' };

/** What the load balancer needs to exist beforehand; nothing in port-forward mode. */
export function judgeEndpoint(question: PreflightQuestion, facts: PreflightFacts): CheckResult[] {
  const { endpoint } = question.parameters;
  if (endpoint.mode === 'port-forward') return [];
  return [
    judgeCertificate(question, facts.certificate),
    judgeZone(question, facts.zone),
    ...(endpoint.mode === 'alb-oidc' ? [judgeSecret(question, facts.secret)] : []),
  ];
}

function judgeCertificate(question: PreflightQuestion, answer: PreflightFacts['certificate']): CheckResult {
  const { certificateArn: arn, domain } = question.parameters.endpoint;
  if (arn === null) return skipped(certificateCheck, 'Asked for by the stack itself, and proven by DNS in the zone.');
  const region = arn.split(':')[3];
  if (region !== question.region) {
    return failed(
      certificateCheck,
      `${arn} is in ${region}, the stack in ${question.region}.`,
      `A load balancer takes certificates of its own region: ask ACM for one in ${question.region}, or leave the field empty.`,
    );
  }
  if (answer === null || !answer.known) return unread(certificateCheck, answer, 'acm:DescribeCertificate');
  const certificate = answer.value;
  if (certificate === undefined) {
    return failed(certificateCheck, `There is no ${arn}.`, 'Correct the ARN, or leave it empty.');
  }
  if (certificate.status !== 'ISSUED') {
    return failed(
      certificateCheck,
      `${arn} is ${certificate.status}.`,
      'Prove the domain as ACM asks for it and wait until the certificate is issued, or leave the field empty.',
    );
  }
  if (certificate.expiresAt !== null && Date.parse(certificate.expiresAt) < question.now.getTime()) {
    return failed(certificateCheck, `${arn} expired at ${certificate.expiresAt}.`, 'Renew it, or leave it empty.');
  }
  const hosts = ['ui', 'argo', 'metadata'].map((name) => `${name}.${domain}`);
  const uncovered = hosts.filter((host) => !certificate.names.some((name) => covers(name, host)));
  if (uncovered.length > 0) {
    return failed(
      certificateCheck,
      `${arn} is for ${certificate.names.join(', ')}, and not for ${uncovered.join(', ')}.`,
      `Use a certificate for *.${domain}; a wildcard stands for one level only.`,
    );
  }
  return passed(certificateCheck, `${certificate.names.join(', ')}, issued.`);
}

/** A wildcard stands for exactly one label (RFC 6125, 6.4.3). */
function covers(name: string, host: string): boolean {
  if (!name.startsWith('*.')) return name.toLowerCase() === host;
  return host.slice(host.indexOf('.') + 1) === name.slice(2).toLowerCase();
}

function judgeZone(question: PreflightQuestion, answer: PreflightFacts['zone']): CheckResult {
  const { zoneId, domain } = question.parameters.endpoint;
  if (answer === null || !answer.known) return unread(zoneCheck, answer, 'route53:GetHostedZone');
  const zone = answer.value;
  if (zone === undefined) {
    return failed(zoneCheck, `There is no hosted zone ${zoneId} in the account.`, 'Correct the id of the zone.');
  }
  const name = zone.name.replace(/\.$/, '');
  if (domain !== name && !domain?.endsWith(`.${name}`)) {
    return failed(
      zoneCheck,
      `The zone ${zoneId} is ${name}, which does not hold ${domain}.`,
      `Choose a domain below ${name}, or the zone of ${domain}.`,
    );
  }
  if (zone.isPrivate) {
    return failed(
      zoneCheck,
      `The zone ${name} is private, so nobody outside of its VPCs would find the services.`,
      'Use a public hosted zone.',
    );
  }
  return passed(zoneCheck, `${name} holds ${domain}.`);
}

function judgeSecret(question: PreflightQuestion, answer: PreflightFacts['secret']): CheckResult {
  const arn = question.parameters.endpoint.oidc?.clientSecretArn ?? '';
  const region = arn.split(':')[3];
  if (region !== question.region) {
    return failed(
      secretCheck,
      `${arn} is in ${region}, the stack in ${question.region}.`,
      `Keep or replicate the secret in ${question.region}.`,
    );
  }
  if (answer === null || !answer.known) return unread(secretCheck, answer, 'secretsmanager:DescribeSecret');
  const secret = answer.value;
  if (secret === undefined) {
    return failed(secretCheck, `There is no ${arn}.`, 'Put the client secret into Secrets Manager and give its ARN.');
  }
  if (secret.isDeleted) {
    return failed(secretCheck, `${secret.name} is scheduled for deletion.`, 'Restore it, or name another secret.');
  }
  return passed(secretCheck, `${secret.name} exists.`);
}

function unread(
  check: { name: string; title: string },
  answer: { known: false; why: string } | null,
  permission: string,
): CheckResult {
  return warned(
    check,
    answer === null ? 'AWS was not asked.' : answer.why,
    `Let the deployer role call ${permission}, or look yourself; the apply will fail where it is not as it should be.`,
  );
}
