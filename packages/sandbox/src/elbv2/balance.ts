/**
 * An application load balancer at work: TLS by its listener's certificate, rules by priority, their actions in order. Only
 * HTTPS is served, since a worker asks nothing else; security groups are not simulated.
 */
import { blocks, number, stored, text, texts } from '../cloud/attributes.ts';
import type { TfObject } from '../providers/wire/values.ts';
import type { CloudObject, ObjectStore } from '../store/objects.ts';
import { findReferrers } from '../store/referrers.ts';
import { connectionFailed, type WorldAnswer, type WorldRequest } from '../world/exchange.ts';
import { coversHost } from '../world/names.ts';
import { type ActionContext, runActions } from './actions.ts';
import { conditionsHold } from './conditions.ts';

/** The load balancer with that DNS name. */
export function balancerAt(store: ObjectStore, dnsName: string): CloudObject | undefined {
  if (!dnsName.endsWith('.amazonaws.com')) return undefined;
  return store.list({ type: 'aws_lb' }).find((one) => text(stored(one).dns_name).toLowerCase() === dnsName);
}

export async function balance(
  context: ActionContext,
  balancer: CloudObject,
  request: WorldRequest,
): Promise<WorldAnswer> {
  const listener = findReferrers(context.store, balancer, [
    { type: 'aws_lb_listener', path: 'load_balancer_arn' },
  ]).find((one) => number(stored(one).port) === 443 && stored(one).protocol === 'HTTPS');
  if (listener === undefined) return connectionFailed('ECONNREFUSED', `connect ECONNREFUSED ${request.host}:443`);
  const fault = certificateFault(context, listener, request.host);
  if (fault !== undefined) return fault;
  const answer = await runActions(context, actionsFor(context.store, listener, request), { balancer, request });
  return { ...answer, headers: { server: 'awselb/2.0', ...answer.headers } };
}

/** Those of the first rule whose conditions hold, else the listener's own. */
function actionsFor(store: ObjectStore, listener: CloudObject, request: WorldRequest): TfObject[] {
  const rules = findReferrers(store, listener, [{ type: 'aws_lb_listener_rule', path: 'listener_arn' }])
    .map(stored)
    .sort((a, b) => number(a.priority) - number(b.priority));
  const rule = rules.find((one) => conditionsHold(blocks(one.condition), request));
  const actions = blocks(rule === undefined ? stored(listener).default_action : rule.action);
  return actions.toSorted((a, b) => number(a.order) - number(b.order));
}

function certificateFault(context: ActionContext, listener: CloudObject, host: string): WorldAnswer | undefined {
  const { account, scope } = listener;
  const id = text(stored(listener).certificate_arn);
  const certificate = context.store.get({ account, scope, type: 'aws_acm_certificate', id });
  const {
    domain_name: domain,
    subject_alternative_names: others,
    not_after: end,
  } = certificate ? stored(certificate) : {};
  const names = [text(domain), ...texts(others)].filter((name) => name !== '');
  if (!names.some((name) => coversHost(name, host))) {
    const altNames = [...new Set(names)].map((name) => `DNS:${name}`).join(', ');
    return connectionFailed(
      'ERR_TLS_CERT_ALTNAME_INVALID',
      `Hostname/IP does not match certificate's altnames: Host: ${host}. is not in the cert's altnames: ${altNames}`,
    );
  }
  const isOver = text(end) !== '' && Date.parse(text(end)) < context.clock().getTime();
  return isOver ? connectionFailed('CERT_HAS_EXPIRED', 'certificate has expired') : undefined;
}
