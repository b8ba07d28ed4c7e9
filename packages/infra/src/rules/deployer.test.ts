import { expect, test } from 'vitest';
import { synthesize } from '../metaflowEks.ts';
import { exampleInput } from '../testing/inputs.ts';
import { testMistakes } from '../testing/mutations.ts';
import { allows, deployerRules, readDeployerPolicy } from './deployer.ts';
import { deployerActions } from './deployerActions.ts';
import { list, pick, viewStack } from './stackView.ts';

const statements = readDeployerPolicy();
const actionsOf = (statement: unknown) => list(pick(statement, 'Action')).map(String);
const resourcesOf = (statement: unknown) => list(pick(statement, 'Resource')).map(String);

testMistakes(deployerRules(statements), [
  {
    documents: synthesize(exampleInput('large')),
    mistakes: [
      [
        'the deployer may make, read and remove every type of resource that a stack has',
        'foundation/resource/aws_sqs_queue',
        { events: {} },
      ],
      [
        'the deployer may hand to AWS every role that a stack has, and attach every policy that AWS maintains',
        'cluster/resource/aws_iam_role/node/name',
        'node',
      ],
      [
        'the deployer may hand to AWS every role that a stack has, and attach every policy that AWS maintains',
        'cluster/resource/aws_iam_role_policy_attachment/node_worker/policy_arn',
        'arn:aws:iam::aws:policy/AdministratorAccess',
      ],
    ],
  },
]);

test('a policy without the right to make clusters is noticed', () => {
  const without = statements.filter((statement) => pick(statement, 'Sid') !== 'Clusters');
  const [rule] = deployerRules(without);
  expect(rule?.violations(viewStack(synthesize(exampleInput('small'))))).toContain(
    'aws_eks_cluster: eks:CreateCluster',
  );
});

test('it fits into the 10,240 characters that the inline policies of a role may have', () => {
  expect(JSON.stringify({ Version: '2012-10-17', Statement: statements }).length).toBeLessThanOrEqual(10_240);
});

test('every statement allows, under a name of its own', () => {
  expect(statements.filter((statement) => pick(statement, 'Effect') !== 'Allow')).toEqual([]);
  expect(new Set(statements.map((statement) => pick(statement, 'Sid'))).size).toBe(statements.length);
});

/** Verbs that change nothing. */
const reads = /^[a-z0-9-]+:(Describe|Get|List)/;

/** Bound to nothing: reading, and what only a launch template or a tag at the making can narrow. */
test('what changes something is bound to names of stacks, or to the tag that everything of a stack carries', () => {
  const open = statements.filter((statement) => {
    if (actionsOf(statement).every((action) => reads.test(action))) return false;
    const isNamed = resourcesOf(statement).every((resource) =>
      /[:/](mf-|flowport|eks-\*|oidc[.-]eks|og:default)/.test(resource),
    );
    const isTagged = ['aws:ResourceTag/managed-by', 'aws:RequestTag/managed-by'].some(
      (key) => pick(statement, 'Condition', 'StringEquals', key) === 'flowport',
    );
    return !isNamed && !isTagged;
  });
  // Each with why AWS offers no more: see the statement's condition, or the sentence here.
  expect(open.map((statement) => String(pick(statement, 'Sid'))).sort()).toEqual([
    // A VPC's default group and a cluster's own are made by AWS, without our tags.
    'EmptyDefaultGroup',
    // Records of one kind, in zones that targets do not name.
    'HostNames',
    // EKS tries a launch template with the deployer's rights; the condition wants a template.
    'LaunchByTemplate',
    // Zones of AWS's own, behind private endpoints.
    'PrivateNames',
    // To six services, by condition.
    'ServiceLinkedRoles',
    // While something is made, by condition.
    'TagWhatIsMade',
  ]);
});

test('nothing is allowed by a bare wildcard, and a verb with one only on what is named or tagged', () => {
  const all = statements.flatMap((statement) => actionsOf(statement).map((action) => ({ statement, action })));
  expect(all.filter(({ action }) => /^\*|:\*/.test(action))).toEqual([]);
  const wide = all.filter(
    ({ action, statement }) => action.endsWith('*') && !reads.test(action) && resourcesOf(statement).includes('*'),
  );
  expect(wide.map(({ action }) => action)).toEqual(['ec2:Delete*']);
});

test('roles are handed to four services, and only those of stacks', () => {
  const passing = statements.filter((statement) =>
    actionsOf(statement).some((action) => allows([{ Action: action }], 'iam:PassRole')),
  );
  expect(passing.map(resourcesOf)).toEqual([['arn:aws:iam::*:role/mf-*']]);
  expect(pick(passing[0], 'Condition', 'StringEquals', 'iam:PassedToService')).toEqual([
    'ec2.amazonaws.com',
    'eks.amazonaws.com',
    'pods.eks.amazonaws.com',
    'vpc-flow-logs.amazonaws.com',
  ]);
});

/** What no type of resource needs by itself: tags, changes in place, the state, the checks before an apply. */
const beside =
  /^(\w|-)+:(Tag|Untag|AddTags|RemoveTags|CreateTags|DeleteTags|AddTagsTo|RemoveTagsFrom|Update|Modify|Put|Set|Replace|Reset|Reboot|AddClientID|RemoveClientID)/;

test('what it allows beyond reading is asked for by a type of resource, or changes or tags one in place', () => {
  const asked = new Set(Object.values(deployerActions).flat());
  const unasked = [...new Set(statements.flatMap(actionsOf))].filter(
    (action) =>
      !reads.test(action) && !beside.test(action) && ![...asked].some((one) => allows([{ Action: action }], one)),
  );
  expect(unasked.sort()).toEqual(
    [
      // An unfinished upload is emptied out of a bucket too.
      's3:AbortMultipartUpload',
      // A retention that is taken back.
      'logs:DeleteRetentionPolicy',
    ].sort(),
  );
});
