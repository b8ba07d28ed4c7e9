import type { AuditEvent, RunEventName } from '@flowport/domain';

/**
 * What was done, as the middle of a sentence: it stands between the name of who did it and the name of what it was done
 * to. One entry for every transition that a run knows; the compiler asks for more when the table gets more.
 */
const runWords: Record<RunEventName, string> = {
  promote: 'put into the queue, as its turn has come,',
  claim: 'started to plan',
  plan_ready: 'made a plan for',
  plan_empty: 'found nothing to change in',
  recheck: 'found nothing to change and checked again in',
  approve: 'approved the plan of',
  reject: 'rejected the plan of',
  discard: 'discarded the plan of',
  supersede: 'replaced by a newer request',
  expire: 'closed without a decision',
  replan: 'asked for a new plan of',
  pause: 'stopped for another approval in',
  applied: 'applied the plan of',
  verified: 'verified the result of',
  fail: 'reported the failure of',
  cancel: 'canceled',
  force: 'forced the end of',
  canceled: 'finished canceling',
  interrupt: 'noticed the interruption of',
  recover: 'started to recover',
  resume: 'went on with',
};

const otherWords: Record<string, string> = {
  'run.approval': 'approved, as the first of two, the plan of',
  'stack.request': 'requested the stack',
  'stack.change': 'asked for a change of',
  'stack.destroy': 'asked for the destruction of',
  'stack.drift': 'asked for a drift check of',
  'stack.recover': 'asked for a recovery of',
  'stack.drifted': 'noticed changes made outside in',
  'stack.drift_ended': 'saw the end of the drift of',
  'drift.acknowledged': 'acknowledged changes made outside in',
  'drift.acknowledgement_withdrawn': 'took back an acknowledgement of',
  'drift.acknowledgement_ended': 'ended an acknowledgement of',
  'stack.lifetime': 'set the lifetime of',
  'stack.lifetime.ask': 'asked for a longer lifetime of',
  'stack.lifetime.approve': 'granted a longer lifetime of',
  'stack.lifetime.reject': 'declined a longer lifetime of',
  'stack.schedule': 'set the sleep schedule of',
  'team.webhook': 'set the webhook of the team',
  'team.webhook.remove': 'removed the webhook of the team',
  'team.webhook.rotate': 'made a new webhook secret for the team',
  'team.mails': 'switched the mails of the team',
  'state.downloaded': 'downloaded a state of',
  'lock.released': 'removed the orphaned lock of',
  'lock.broken': 'broke the lock of',
  'target.added': 'added the target',
  'target.checked': 'checked the target',
  'target.policySet': 'changed the policy of',
  'worker.paused': 'paused the worker',
  'worker.resumed': 'resumed the worker',
  'worker.drained': 'drained the worker',
  'token.created': 'created the API token',
  'token.revoked': 'revoked the API token',
};

/** An action that has no words yet is shown by its own name rather than not at all. */
export function actionWords(action: string): string {
  const event = action.startsWith('run.') ? action.slice('run.'.length) : '';
  if (isRunEvent(event)) return runWords[event];
  return otherWords[action] ?? `${action.replaceAll(/[._]/g, ' ')}:`;
}

function isRunEvent(name: string): name is RunEventName {
  return Object.hasOwn(runWords, name);
}

/** Who did it: Flowport itself where nobody is named. */
export function actorName({ actor }: Pick<AuditEvent, 'actor'>): string {
  return actor?.name ?? 'Flowport';
}

/** Where what it was done to can be looked at; null where there is no page for it. */
export function subjectHref({ subject }: Pick<AuditEvent, 'subject'>): string | null {
  const id = encodeURIComponent(subject.id);
  switch (subject.kind) {
    case 'stack':
      return `/stacks/${id}`;
    case 'run':
      return `/runs/${id}`;
    case 'target':
      return `/targets#${id}`;
    default:
      return null;
  }
}
