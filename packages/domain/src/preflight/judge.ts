import { blocksOverlap, nextFreeBlock, parseBlock } from '../blueprint/cidr.ts';
import { kubernetesSupport } from '../blueprint/kubernetesSupport.ts';
import { type CheckName, type CheckResult, failed, passed, skipped, warned } from './check.ts';
import { judgeEndpoint } from './endpoint.ts';
import type { PreflightFacts, PreflightQuestion } from './facts.ts';
import { judgeQuotas } from './quotas.ts';

const identityCheck = { name: 'identity', title: 'Credentials of the target' };
const cidrCheck = { name: 'cidr', title: 'Network' };
const namesCheck = { name: 'names', title: 'Names' };
const kubernetesCheck = { name: 'kubernetes', title: 'Kubernetes version' };
const principalsCheck = { name: 'principals', title: 'People’s IAM roles' };

/**
 * What stands in the way of a stack, before anything of it is created. A failed check would stop the apply half-way; a
 * warning would not, or could not be looked at.
 */
export function judgePreflight(question: PreflightQuestion, facts: PreflightFacts): CheckResult[] {
  const identity = judgeIdentity(question, facts.identity);
  const rest = [
    judgeCidr(question, facts.networks),
    judgeNames(question, facts.taken),
    judgeKubernetes(question, facts.versions),
    ...judgeEndpoint(question, facts),
    ...judgePrincipals(question, facts.principals),
    ...judgeQuotas(question, facts),
  ];
  if (identity.status !== 'failed') return [identity, ...rest];
  // Answers of another account, or of nobody, say nothing; what needs none still holds.
  const needNone = new Set(['cidr', 'kubernetes']);
  return [
    identity,
    ...rest.map((check) =>
      needNone.has(check.name) && check.status === 'failed'
        ? check
        : skipped(check, 'Not known before the credentials of the target are in order.'),
    ),
  ];
}

function judgeIdentity({ account }: PreflightQuestion, answer: PreflightFacts['identity']): CheckResult {
  if (!answer.known) {
    return failed(
      identityCheck,
      answer.why,
      'Ask an admin to check the target: its deployer role, the trust policy and the external id.',
    );
  }
  if (answer.value.account !== account) {
    return failed(
      identityCheck,
      `The credentials are of account ${answer.value.account}, the target names ${account}.`,
      'Ask an admin to correct the deployer role of the target.',
    );
  }
  return passed(identityCheck, `As ${answer.value.arn}.`);
}

/** Overlap with another stack of the target is refused; with any other VPC it matters only once they are peered. */
function judgeCidr(question: PreflightQuestion, answer: PreflightFacts['networks']): CheckResult {
  const { parameters, neighbours, slug } = question;
  const { cidr } = parameters.network;
  const block = parseBlock(cidr);
  const overlaps = (other: string) => {
    const parsed = parseBlock(other);
    return block !== undefined && parsed !== undefined && blocksOverlap(block, parsed);
  };
  const others = neighbours.filter((neighbour) => neighbour.slug !== slug);
  const foreign = answer.known ? answer.value.filter(({ owner }) => owner !== slug) : [];
  const taken = [...others.map((other) => other.cidr), ...foreign.flatMap(({ cidrs }) => cidrs)];
  const free = block && nextFreeBlock(block.prefix, taken);
  const remedy = free ? `Choose ${free}, which is free.` : 'Choose a smaller network, or another private block.';
  const stack = others.find((other) => overlaps(other.cidr));
  if (stack) return failed(cidrCheck, `${cidr} overlaps ${stack.cidr} of the stack ${stack.slug}.`, remedy);
  const vpc = foreign.find(({ cidrs }) => cidrs.some(overlaps));
  if (vpc) {
    return warned(
      cidrCheck,
      `${cidr} overlaps ${vpc.cidrs.find(overlaps)} of ${vpc.id}: the two can never be peered.`,
      remedy,
    );
  }
  if (!answer.known) return unread(cidrCheck, answer.why, 'ec2:DescribeVpcs');
  return passed(cidrCheck, `${cidr} overlaps no network of the account in ${question.region}.`);
}

function judgeNames({ present, slug }: PreflightQuestion, answer: PreflightFacts['taken']): CheckResult {
  if (present !== null) return skipped(namesCheck, 'The stack exists and has its names.');
  if (!answer.known) {
    return unread(
      namesCheck,
      answer.why,
      's3:ListBucket, rds:DescribeDBInstances, iam:GetRole, secretsmanager:DescribeSecret and eks:DescribeCluster',
    );
  }
  const [first, ...more] = answer.value;
  if (!first) return passed(namesCheck, `Everything named after ${slug} is free.`);
  const rest = more.length === 0 ? '' : `; also ${more.map(({ kind, name }) => `the ${kind} ${name}`).join(', ')}`;
  return failed(
    namesCheck,
    `The ${first.kind} ${first.name} ${first.why}${rest}.`,
    'Choose another name for the stack, or remove what is left of an earlier one.',
  );
}

function judgeKubernetes({ parameters, now }: PreflightQuestion, answer: PreflightFacts['versions']): CheckResult {
  const version = parameters.cluster.kubernetesVersion;
  const { state, ends, daysLeft } = kubernetesSupport(version, now);
  const offered = answer.known ? answer.value.find((candidate) => candidate.version === version) : undefined;
  const newer = 'Choose a newer version.';
  if (answer.known && answer.value.length > 0 && (!offered || offered.status === 'UNSUPPORTED')) {
    const versions = answer.value.filter(({ status }) => status !== 'UNSUPPORTED').map((one) => one.version);
    return failed(
      kubernetesCheck,
      `EKS does not offer ${version} here.`,
      `Choose one of ${versions.sort().join(', ')}.`,
    );
  }
  if (state === 'past' || offered?.status === 'EXTENDED_SUPPORT') {
    return failed(
      kubernetesCheck,
      `Standard support of ${version} ended on ${ends}; extended support costs six times as much.`,
      newer,
    );
  }
  if (state === 'ending') {
    return warned(kubernetesCheck, `Standard support of ${version} ends on ${ends}, in ${daysLeft} days.`, newer);
  }
  const source = answer.known ? '' : ` EKS itself was not asked: ${answer.why}`;
  return passed(kubernetesCheck, `${version} has standard support until ${ends}.${source}`);
}

function judgePrincipals(question: PreflightQuestion, answers: PreflightFacts['principals']): CheckResult[] {
  const wanted = question.parameters.cluster.userPrincipals;
  if (wanted.length === 0) return [];
  const of = (arn: string) => answers.find((answer) => answer.arn === arn)?.exists;
  const missing = wanted.filter((arn) => {
    const exists = of(arn);
    return exists?.known === true && !exists.value;
  });
  if (missing.length > 0) {
    return [
      failed(
        principalsCheck,
        `${missing.join(', ')}: no such role or user in the account.`,
        'Correct the ARN; EKS refuses an access entry whose principal does not exist.',
      ),
    ];
  }
  const unknown = wanted.filter((arn) => of(arn)?.known !== true);
  if (unknown.length > 0) {
    return [
      warned(
        principalsCheck,
        `${unknown.join(', ')}: whether they exist is not known.`,
        'Check that they do: roles of another account, or that the deployer role may not read, cannot be looked at.',
      ),
    ];
  }
  return [passed(principalsCheck, `${wanted.length === 1 ? 'It exists' : `All ${wanted.length} exist`}.`)];
}

function unread(check: CheckName, why: string, permission: string): CheckResult {
  return warned(check, why, `Let the deployer role call ${permission}.`);
}
