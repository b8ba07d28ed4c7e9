/** EC2 and Auto Scaling: launch templates, and what hangs on the groups that EKS makes. */
import { AwsError } from '../../http/awsError.ts';
import type { ResourceBehaviour } from '../../providers/behaviour.ts';
import { block, number, text } from '../attributes.ts';
import { arn, longId, nameOrPrefixed, regionOf } from './place.ts';
import { api, awsResource, inRegion } from './rules.ts';

const launchTemplate: ResourceBehaviour = {
  type: 'aws_launch_template',
  api: api('EC2', 'Launch Template', 'LaunchTemplate', 'CreateLaunchTemplateVersion'),
  place: 'region',
  forceNew: ['name', 'name_prefix'],
  stateOnly: ['update_default_version'],
  constraints: { name: { min: 3, max: 128, pattern: /^[a-zA-Z0-9()./_-]+$/ } },
  recomputed: { latest_version: ['*'], default_version: ['*'] },
  id: (_input, session) => longId(session, 'lt'),
  create: (session, input, id) => {
    const name = nameOrPrefixed(session, input);
    const others = inRegion(session, 'aws_launch_template', regionOf(session, input));
    if (others.some((other) => other.attributes.name === name)) {
      throw new AwsError(
        'InvalidLaunchTemplateName.AlreadyExistsException',
        400,
        'Launch template name already in use.',
      );
    }
    return {
      arn: arn(session, input, 'ec2', `launch-template/${id}`),
      name,
      latest_version: 1,
      default_version: 1,
      metadata_options: [
        {
          http_endpoint: 'enabled',
          http_protocol_ipv6: 'disabled',
          http_put_response_hop_limit: 1,
          http_tokens: 'optional',
          instance_metadata_tags: 'disabled',
        },
      ],
    };
  },
  update: (_session, input, before) => {
    const latest = number(before.latest_version, 1) + 1;
    const isDefault = input.update_default_version === true;
    return { latest_version: latest, default_version: isDefault ? latest : number(before.default_version, 1) };
  },
};

const groupNotFound = (name: string) =>
  new AwsError('ValidationError', 400, `AutoScalingGroup name not found - AutoScalingGroup not found: ${name}`);

const groupTag: ResourceBehaviour = {
  type: 'aws_autoscaling_group_tag',
  api: api('Auto Scaling', 'Group Tag', 'OrUpdateTags'),
  place: 'region',
  forceNew: ['autoscaling_group_name', 'tag.key'],
  id: (input) => `${text(input.autoscaling_group_name)},${text(block(input.tag).key)}`,
  create: (session, input) => {
    const name = text(input.autoscaling_group_name);
    const groups = inRegion(session, 'aws_autoscaling_group', regionOf(session, input));
    if (!groups.some((group) => group.id === name)) throw groupNotFound(name);
    return {};
  },
};

const groupAttachment: ResourceBehaviour = {
  type: 'aws_autoscaling_attachment',
  api: api('Auto Scaling', 'Attachment', 'AttachLoadBalancerTargetGroups'),
  place: 'region',
  forceNew: ['*'],
  id: (input, session) => `${text(input.autoscaling_group_name)}-${session.world.ids.hex(26)}`,
  create: (session, input) => {
    const name = text(input.autoscaling_group_name);
    const groups = inRegion(session, 'aws_autoscaling_group', regionOf(session, input));
    if (!groups.some((group) => group.id === name)) throw groupNotFound(name);
    return {};
  },
};

export const computeResources = [launchTemplate, groupTag, groupAttachment].map(awsResource);
