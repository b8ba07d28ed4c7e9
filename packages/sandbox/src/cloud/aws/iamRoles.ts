/** IAM: roles, their inline policies and attachments, managed policies, identity providers. */
import { AwsError } from '../../http/awsError.ts';
import type { Constraint, ResourceBehaviour } from '../../providers/behaviour.ts';
import { alphabets } from '../../providers/ids.ts';
import type { TfObject } from '../../providers/wire/values.ts';
import type { Session } from '../../providers/world.ts';
import { blocks, stored, text } from '../attributes.ts';
import { checkIdentityPolicy, checkTrustPolicy } from './iamPolicies.ts';
import { globalArn, nameOrPrefixed } from './place.ts';
import { enforceQuota } from './quotas.ts';
import { api, awsResource, findGlobal, inRegion, referrers } from './rules.ts';

const countOf = (session: Session, type: string) => inRegion(session, type, 'global').length;

const iamName = (max: number): Constraint => ({
  min: 1,
  max,
  pattern: /^[\w+=,.@-]*$/,
  rule: 'must only contain alphanumeric characters, hyphens, underscores, commas, periods, @ symbols, plus and equals signs',
});

const noSuchEntity = (message: string) => new AwsError('NoSuchEntity', 404, message);
const roleNotFound = (name: string) => noSuchEntity(`The role with name ${name} cannot be found.`);
const policiesOfRole = (session: Session, role: string) =>
  referrers(session, role, [{ type: 'aws_iam_role_policy', path: 'role' }]);
const attachmentsOfRole = (session: Session, role: string) =>
  referrers(session, role, [{ type: 'aws_iam_role_policy_attachment', path: 'role' }]);

const role: ResourceBehaviour = {
  type: 'aws_iam_role',
  api: api('IAM', 'Role', 'Role'),
  place: 'global',
  forceNew: ['name', 'name_prefix', 'path'],
  defaults: { force_detach_policies: false, max_session_duration: 3600, path: '/' },
  stateOnly: ['force_detach_policies'],
  constraints: {
    name: iamName(64),
    name_prefix: iamName(38),
    description: { max: 1000 },
    max_session_duration: { min: 3600, max: 43_200 },
  },
  id: (input, session) => nameOrPrefixed(session, input),
  taken: (name) => new AwsError('EntityAlreadyExists', 409, `Role with name ${name} already exists.`),
  create: (session, input, name) => {
    const trust = text(input.assume_role_policy);
    checkTrustPolicy(session, trust);
    for (const inline of blocks(input.inline_policy)) {
      if (text(inline.policy) !== '') checkIdentityPolicy(text(inline.policy));
    }
    enforceQuota(session, 'aws_iam_role', countOf(session, 'aws_iam_role'));
    if (trust.length > 2048) {
      throw new AwsError('LimitExceeded', 409, 'Cannot exceed quota for ACLSizePerRole: 2048');
    }
    return {
      name,
      arn: globalArn(session, 'iam', `role${text(input.path)}${name}`),
      unique_id: `AROA${session.world.ids.letters(17, alphabets.base32)}`,
      create_date: `${session.world.clock().toISOString().slice(0, 19)}Z`,
    };
  },
  update: (session, input) => {
    checkTrustPolicy(session, text(input.assume_role_policy));
    return {};
  },
  read: (session, object) => {
    const arns = attachmentsOfRole(session, object.id).map((attachment) => text(stored(attachment).policy_arn));
    return arns.length === 0 ? {} : { managed_policy_arns: arns.sort() };
  },
  remove: (session, object) => {
    // EKS makes an instance profile for each node group, which holds the role of its nodes.
    const roleArn = text(stored(object).arn);
    if (referrers(session, roleArn, [{ type: 'aws_eks_node_group', path: 'node_role_arn' }]).length > 0) {
      throw new AwsError('DeleteConflict', 409, 'Cannot delete entity, must remove roles from instance profile first.');
    }
    if (stored(object).force_detach_policies === true) return;
    if (attachmentsOfRole(session, object.id).length > 0) {
      throw new AwsError('DeleteConflict', 409, 'Cannot delete entity, must detach all policies first.');
    }
    if (policiesOfRole(session, object.id).length > 0) {
      throw new AwsError('DeleteConflict', 409, 'Cannot delete entity, must delete policies first.');
    }
  },
  removed: (session, object) => {
    for (const left of [...attachmentsOfRole(session, object.id), ...policiesOfRole(session, object.id)]) {
      session.world.store.remove(left);
    }
  },
};

const rolePolicy: ResourceBehaviour = {
  type: 'aws_iam_role_policy',
  api: api('IAM', 'Role Policy', 'RolePolicy', 'PutRolePolicy'),
  place: 'global',
  forceNew: ['name', 'name_prefix', 'role'],
  constraints: { name: iamName(128) },
  id: (input, session) => `${text(input.role)}:${nameOrPrefixed(session, input)}`,
  create: (session, input, id) => {
    const owner = text(input.role);
    if (findGlobal(session, 'aws_iam_role', owner) === undefined) throw roleNotFound(owner);
    checkIdentityPolicy(text(input.policy));
    const others = policiesOfRole(session, owner).filter((other) => other.id !== id);
    const size = others.reduce((sum, other) => sum + policySize(stored(other)), policySize(input));
    if (size > 10_240) {
      throw new AwsError('LimitExceeded', 409, `Maximum policy size of 10240 bytes exceeded for role ${owner}`);
    }
    return { name: id.slice(owner.length + 1) };
  },
};

/** AWS does not count white space. */
function policySize(input: TfObject): number {
  return text(input.policy).replaceAll(/\s/g, '').length;
}

const attachment: ResourceBehaviour = {
  type: 'aws_iam_role_policy_attachment',
  api: {
    service: 'IAM',
    noun: 'IAM Policy Attachment',
    create: 'AttachRolePolicy',
    update: 'AttachRolePolicy',
    delete: 'DetachRolePolicy',
  },
  place: 'global',
  forceNew: ['role', 'policy_arn'],
  id: (input) => `${text(input.role)}/${text(input.policy_arn)}`,
  create: (session, input) => {
    const owner = text(input.role);
    const policyArn = text(input.policy_arn);
    if (findGlobal(session, 'aws_iam_role', owner) === undefined) throw roleNotFound(owner);
    const isOwn = !policyArn.includes(':iam::aws:policy/');
    if (isOwn && findGlobal(session, 'aws_iam_policy', policyArn) === undefined) {
      throw noSuchEntity(`Policy ${policyArn} does not exist or is not attachable.`);
    }
    enforceQuota(session, 'aws_iam_role_policy_attachment', attachmentsOfRole(session, owner).length);
    return {};
  },
};

const policy: ResourceBehaviour = {
  type: 'aws_iam_policy',
  api: api('IAM', 'Policy', 'Policy', 'CreatePolicyVersion'),
  place: 'global',
  forceNew: ['name', 'name_prefix', 'path', 'description'],
  defaults: { path: '/' },
  constraints: { name: iamName(128), description: { max: 1000 } },
  id: (input, session) => globalArn(session, 'iam', `policy${text(input.path)}${nameOrPrefixed(session, input)}`),
  taken: (arn) =>
    new AwsError(
      'EntityAlreadyExists',
      409,
      `A policy called ${arn.split('/').at(-1)} already exists. Duplicate names are not allowed.`,
    ),
  create: (session, input, arn) => {
    enforceQuota(session, 'aws_iam_policy', countOf(session, 'aws_iam_policy'));
    checkIdentityPolicy(text(input.policy));
    if (policySize(input) > 6144) {
      throw new AwsError('LimitExceeded', 409, 'Cannot exceed quota for PolicySize: 6144');
    }
    return {
      arn,
      name: arn.split('/').at(-1) ?? '',
      policy_id: `ANPA${session.world.ids.letters(17, alphabets.base32)}`,
      attachment_count: 0,
    };
  },
  read: (session, object) => ({
    attachment_count: referrers(session, object.id, [{ type: 'aws_iam_role_policy_attachment', path: 'policy_arn' }])
      .length,
  }),
  remove: (session, object) => {
    const users = referrers(session, object.id, [{ type: 'aws_iam_role_policy_attachment', path: 'policy_arn' }]);
    if (users.length > 0) {
      throw new AwsError('DeleteConflict', 409, 'Cannot delete a policy attached to entities.');
    }
  },
};

const openIdProvider: ResourceBehaviour = {
  type: 'aws_iam_openid_connect_provider',
  api: api('IAM', 'OIDC Provider', 'OpenIDConnectProvider', 'UpdateOpenIDConnectProviderThumbprint'),
  place: 'global',
  forceNew: ['url'],
  constraints: { url: { pattern: /^https:\/\//, rule: 'must begin with https://' } },
  id: (input, session) => globalArn(session, 'iam', `oidc-provider/${text(input.url).replace(/^https:\/\//, '')}`),
  taken: (_arn, input) =>
    new AwsError('EntityAlreadyExists', 409, `Provider with url ${text(input.url)} already exists.`),
  create: (session, _input, arn) => {
    enforceQuota(session, 'aws_iam_openid_connect_provider', countOf(session, 'aws_iam_openid_connect_provider'));
    return { arn, thumbprint_list: [session.world.ids.hex(40)] };
  },
};

export const iamResources = [role, rolePolicy, attachment, policy, openIdProvider].map(awsResource);
