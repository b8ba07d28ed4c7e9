/** `kubectl auth can-i`: may a user, or the caller himself, do something? */
import { z } from 'zod';
import type { ObjectStore } from '../store/objects.ts';
import { jsonAnswer, type WorldAnswer } from '../world/exchange.ts';
import type { ApiRequest } from './apiRequest.ts';
import type { ClusterUser } from './authenticate.ts';
import { isAllowed } from './authorize.ts';
import { readJson } from './body.ts';
import type { Inventory } from './inventory.ts';

const reviewSchema = z.object({
  spec: z.object({
    user: z.string().default(''),
    groups: z.array(z.string()).default([]),
    resourceAttributes: z
      .object({
        namespace: z.string().default(''),
        verb: z.string().default(''),
        group: z.string().default(''),
        resource: z.string().default(''),
        subresource: z.string().default(''),
        name: z.string().default(''),
      })
      .optional(),
  }),
});

const kinds: Readonly<Record<string, string>> = {
  subjectaccessreviews: 'SubjectAccessReview',
  localsubjectaccessreviews: 'LocalSubjectAccessReview',
  selfsubjectaccessreviews: 'SelfSubjectAccessReview',
};

export function isReview({ group, resource, verb }: ApiRequest): boolean {
  return group === 'authorization.k8s.io' && resource in kinds && verb === 'create';
}

/** RBAC alone answers for a named user: an access policy is bound to an IAM principal, whom the review does not name. */
export function answerReview(
  store: ObjectStore,
  inventory: Inventory,
  { asked, user, body }: { asked: ApiRequest; user: ClusterUser; body: Buffer },
): WorldAnswer {
  const { spec } = readJson(body, reviewSchema);
  const isSelf = asked.resource === 'selfsubjectaccessreviews';
  const subject: ClusterUser = isSelf ? user : { name: spec.user, groups: spec.groups };
  const attempt = spec.resourceAttributes;
  const allowed = attempt !== undefined && isAllowed(store, inventory, { user: subject, attempt });
  return jsonAnswer(201, {
    kind: kinds[asked.resource],
    apiVersion: 'authorization.k8s.io/v1',
    metadata: {},
    spec,
    status: { allowed, reason: allowed ? 'RBAC: allowed' : '' },
  });
}
