import { readFileSync } from 'node:fs';
import { layers } from '@flowport/domain';
import { deployerActions } from './deployerActions.ts';
import type { Rule } from './rule.ts';
import { list, pick, type StackView } from './stackView.ts';

/** The policy that docs/blueprint.md tells an administrator to attach to a target's deployer role. */
export function readDeployerPolicy(): unknown[] {
  const file = new URL('../../../../docs/deployer-policy.json', import.meta.url);
  return list(pick(JSON.parse(readFileSync(file, 'utf8')), 'Statement'));
}

/** AWS types of resources and data sources of a stack, and what else it asks of the deployer. */
function typesOf(stack: StackView): string[] {
  const sections = layers.flatMap((layer) => {
    const { documents } = stack;
    return [
      ...Object.keys(pick(documents[layer], 'resource') ?? {}),
      ...Object.keys(pick(documents[layer], 'data') ?? {}).map((type) => `data.${type}`),
    ];
  });
  return [...new Set(sections)].filter((type) => /^(data\.)?aws_/.test(type));
}

/** Whether some statement allows the action; on what is for the tests of the policy to say. */
export function allows(statements: readonly unknown[], action: string): boolean {
  return statements
    .flatMap((statement) => list(pick(statement, 'Action')))
    .some((pattern) => new RegExp(`^${String(pattern).replaceAll('*', '.*')}$`).test(action));
}

/** @param statements of the deployer's policy */
export function deployerRules(statements: readonly unknown[]): Rule[] {
  return [
    {
      guarantee: 'the deployer may make, read and remove every type of resource that a stack has',
      violations: (stack) =>
        typesOf(stack).flatMap((type) => {
          const actions = deployerActions[type];
          if (actions === undefined) return [`${type}: nobody has said what it takes`];
          return actions.filter((action) => !allows(statements, action)).map((action) => `${type}: ${action}`);
        }),
    },
    {
      guarantee: 'the deployer may hand to AWS every role that a stack has, and attach every policy that AWS maintains',
      violations: (stack) => [
        ...stack
          .ofType('aws_iam_role')
          .filter(({ values }) => !String(pick(values, 'name')).startsWith('mf-'))
          .map(({ address }) => address),
        ...stack
          .ofType('aws_iam_role_policy_attachment')
          .filter(({ values }) => !attachable(statements).includes(policyName(pick(values, 'policy_arn'))))
          .map(({ address }) => address),
      ],
    },
  ];
}

/** Without account and partition: `AmazonEKSClusterPolicy`, `service-role/AmazonEBSCSIDriverPolicy`. */
function policyName(arn: unknown): string {
  return String(arn).split(':policy/')[1] ?? '';
}

function attachable(statements: readonly unknown[]): string[] {
  return statements
    .filter((statement) => list(pick(statement, 'Action')).includes('iam:AttachRolePolicy'))
    .flatMap((statement) => list(pick(statement, 'Condition', 'ArnEquals', 'iam:PolicyARN')).map(policyName));
}
