/** What listeners and their rules have in common: their actions, and the certificate that a secure one needs. */
import { AwsError } from '../../http/awsError.ts';
import type { TfObject, TfValue } from '../../providers/wire/values.ts';
import type { Session } from '../../providers/world.ts';
import { block, blocks, stored, text } from '../attributes.ts';
import { regionOf } from './place.ts';
import { findInRegion, referrers } from './rules.ts';

/** What the provider fills in where an action that signs people in is silent. */
export function signInDefaults(path: 'action' | 'default_action'): Record<string, TfValue> {
  return Object.fromEntries(
    ['authenticate_cognito', 'authenticate_oidc'].flatMap((kind): [string, TfValue][] => [
      [`${path}.${kind}.scope`, 'openid'],
      [`${path}.${kind}.session_cookie_name`, 'AWSELBAuthSessionCookie'],
      [`${path}.${kind}.session_timeout`, 604_800],
    ]),
  );
}

/** Actions without an order take their place in the list. */
export function actionValues(actions: TfValue | undefined): TfObject[] {
  return blocks(actions).map((_, index) => ({
    order: index + 1,
    authenticate_cognito: [{ on_unauthenticated_request: 'authenticate' }],
    authenticate_oidc: [{ on_unauthenticated_request: 'authenticate' }],
    fixed_response: [{ status_code: '200' }],
  }));
}

const onlySecure = ['authenticate-cognito', 'authenticate-oidc', 'jwt-validation'];
const last = ['forward', 'redirect', 'fixed-response'];

/** @throws AwsError when an action is in the wrong place or names what does not exist */
export function checkActions(
  session: Session,
  actions: readonly TfObject[],
  { isSecure, region, owner }: { isSecure: boolean; region: string; owner: string },
): void {
  const types = actions.map((action) => text(action.type));
  const insecure = types.find((type) => onlySecure.includes(type) && !isSecure);
  if (insecure !== undefined) {
    throw new AwsError(
      'InvalidLoadBalancerAction',
      400,
      `Actions of type '${insecure}' are supported only on HTTPS listeners`,
    );
  }
  if (types.filter((type) => last.includes(type)).length !== 1 || !last.includes(types.at(-1) ?? '')) {
    throw new AwsError(
      'InvalidLoadBalancerAction',
      400,
      'You must specify exactly one forward, redirect or fixed-response action, and it must be the last action to be performed',
    );
  }
  for (const action of actions) {
    checkPool(session, block(action.authenticate_cognito), region);
    checkGroups(session, action, { region, owner });
  }
}

function checkPool(session: Session, settings: TfObject, region: string): void {
  const poolArn = text(settings.user_pool_arn);
  if (poolArn === '') return;
  const client = findInRegion(session, 'aws_cognito_user_pool_client', text(settings.user_pool_client_id), region);
  const domain = findInRegion(session, 'aws_cognito_user_pool_domain', text(settings.user_pool_domain), region);
  const pool = poolArn.split('/').at(-1);
  if (client !== undefined && stored(client).user_pool_id === pool && stored(domain ?? client).user_pool_id === pool) {
    if (text(stored(client).client_secret) !== '' && domain !== undefined) return;
    throw invalidConfiguration('The user pool client must have a client secret');
  }
  throw invalidConfiguration(
    `The user pool '${poolArn}' or its client '${text(settings.user_pool_client_id)}' does not exist`,
  );
}

const invalidConfiguration = (message: string) => new AwsError('InvalidConfigurationRequest', 400, message);

function checkGroups(session: Session, action: TfObject, at: { region: string; owner: string }): void {
  const direct = text(action.target_group_arn);
  const weighted = blocks(block(action.forward).target_group).map((group) => text(group.arn));
  for (const group of [direct, ...weighted].filter((arn) => arn !== '')) {
    if (findInRegion(session, 'aws_lb_target_group', group, at.region) === undefined) {
      throw new AwsError('TargetGroupNotFound', 400, `Target groups '${group}' not found`);
    }
    if (balancersOf(session, group).some((balancer) => balancer !== at.owner)) {
      throw new AwsError(
        'TargetGroupAssociationLimit',
        400,
        `The following target groups cannot be associated with more than one load balancer: ${group}`,
      );
    }
  }
}

function balancersOf(session: Session, group: string): string[] {
  const listeners = referrers(session, group, [
    { type: 'aws_lb_listener', path: 'default_action.target_group_arn' },
    { type: 'aws_lb_listener', path: 'default_action.forward.target_group.arn' },
  ]).map((listener) => text(stored(listener).load_balancer_arn));
  const rules = referrers(session, group, [
    { type: 'aws_lb_listener_rule', path: 'action.target_group_arn' },
    { type: 'aws_lb_listener_rule', path: 'action.forward.target_group.arn' },
  ]).map((rule) =>
    text(stored(rule).listener_arn)
      .replace(':listener/', ':loadbalancer/')
      .replace(/\/[0-9a-f]+$/, ''),
  );
  return [...listeners, ...rules];
}

/** @throws AwsError when a secure listener has none, or one that is not issued */
export function checkCertificate(session: Session, input: TfObject): void {
  const id = text(input.certificate_arn);
  if (id === '') {
    throw new AwsError('ValidationError', 400, 'A certificate must be specified for HTTPS listeners');
  }
  if (!id.includes(':acm:')) return;
  const found = findInRegion(session, 'aws_acm_certificate', id, regionOf(session, input));
  if (found === undefined) throw new AwsError('CertificateNotFound', 400, `Certificate '${id}' not found`);
  if (stored(found).status !== 'ISSUED') {
    throw new AwsError(
      'UnsupportedCertificate',
      400,
      `The certificate '${id}' must have a fully-qualified domain name, a supported signature, and a supported key size.`,
    );
  }
}
