/** What we read of Kubernetes' objects; everything else in them passes unseen. */
import { z } from 'zod';

const conditionSchema = z.object({
  type: z.string(),
  status: z.string(),
  reason: z.string().optional(),
  message: z.string().optional(),
});

export const nodeListSchema = z.object({
  items: z.array(
    z
      .object({
        metadata: z.object({ name: z.string() }),
        status: z.object({ conditions: z.array(conditionSchema).optional() }),
      })
      .transform(({ metadata, status }) => ({
        name: metadata.name,
        isReady: status.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True') ?? false,
      })),
  ),
});

export const deploymentListSchema = z.object({
  items: z.array(
    z
      .object({
        metadata: z.object({ name: z.string() }),
        spec: z.object({ replicas: z.int().optional() }),
        status: z.object({ readyReplicas: z.int().optional() }).optional(),
      })
      // Kubernetes leaves out a number that is zero, and takes no number of replicas for one.
      .transform(({ metadata, spec, status }) => ({
        name: metadata.name,
        wanted: spec.replicas ?? 1,
        ready: status?.readyReplicas ?? 0,
      })),
  ),
});

/** EventBus and EventSource say alike what became of them. */
export const deployedSchema = z
  .object({ status: z.object({ conditions: z.array(conditionSchema).optional() }).optional() })
  .transform(({ status }) => {
    const condition = status?.conditions?.find(({ type }) => type === 'Deployed');
    const why = [condition?.reason, condition?.message].filter((part) => part !== undefined && part !== '').join(': ');
    return {
      isDeployed: condition?.status === 'True',
      why: condition === undefined ? 'no controller has looked at it yet' : why || `Deployed is ${condition.status}`,
    };
  });

export const tokenRequestSchema = z.object({ status: z.object({ token: z.string() }) });
export const accessReviewSchema = z.object({
  status: z.object({ allowed: z.boolean(), reason: z.string().optional() }),
});
/** The API server's own answer when it refuses or fails. */
export const statusSchema = z.object({ kind: z.literal('Status'), message: z.string(), reason: z.string().optional() });
