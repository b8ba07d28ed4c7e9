/**
 * `POST /_sandbox/token` with `{ issuer, namespace, serviceAccount, audience?, seconds? }`: what a pod would find mounted
 * at `AWS_WEB_IDENTITY_TOKEN_FILE`. For the control API, which mounts it.
 */
import { z } from 'zod';
import { AwsError } from '../http/awsError.ts';
import type { Issuer } from './issuer.ts';

const tokenRequestSchema = z.strictObject({
  issuer: z.string().min(1).max(500),
  namespace: z.string().min(1).max(253),
  serviceAccount: z.string().min(1).max(253),
  audience: z.string().min(1).max(500).exactOptional(),
  seconds: z.number().int().exactOptional(),
});

type TokenResponse = { token: string; expiresAt: string };

/** @param body parsed JSON @throws AwsError InvalidParameterException, ResourceNotFoundException */
export async function answerTokenRequest(issuer: Issuer, body: unknown): Promise<TokenResponse> {
  const parsed = tokenRequestSchema.safeParse(body);
  if (!parsed.success) {
    throw new AwsError('InvalidParameterException', 400, z.prettifyError(parsed.error), { cause: parsed.error });
  }
  const { token, expiresAt } = await issuer.serviceAccountToken(parsed.data);
  return { token, expiresAt: expiresAt.toISOString() };
}
