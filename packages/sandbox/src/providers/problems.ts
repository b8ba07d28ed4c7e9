/** From an error to the diagnostics that a user reads in Terraform's output, worded as the real providers do. */
import { AwsError } from '../http/awsError.ts';
import type { ApiNames } from './behaviour.ts';

/** A refusal that comes from the provider itself or from Kubernetes, already worded. */
export class ProviderError extends Error {
  readonly detail: string;
  /** The attribute it is about, from the resource's root. */
  readonly attribute: readonly string[] | undefined;

  constructor(summary: string, detail = '', attribute?: readonly string[]) {
    super(summary);
    this.name = 'ProviderError';
    this.detail = detail;
    this.attribute = attribute;
  }
}

export type Diagnostic = {
  severity: 1 | 2;
  summary: string;
  detail: string;
  attribute?: { steps: AttributeStep[] };
};
export type AttributeStep = { attribute_name: string } | { element_key_int: number } | { element_key_string: string };
type Verb = 'creating' | 'updating' | 'deleting' | 'reading' | 'importing';

const operationOf = { creating: 'create', updating: 'update', deleting: 'delete' } as const;

/** `subject` is the id or name of the resource; `requestId` makes the text look like AWS's. */
export function diagnose(
  error: unknown,
  about: { verb: Verb; api: ApiNames; subject: string; requestId: string },
): Diagnostic {
  const subject = about.subject === '' ? '' : ` (${about.subject})`;
  if (error instanceof AwsError) {
    const operation = about.verb in operationOf ? about.api[operationOf[about.verb as 'creating']] : 'Describe';
    return {
      severity: 1,
      summary:
        `${about.verb} ${about.api.noun}${subject}: operation error ${about.api.service}: ${operation}, ` +
        `https response error StatusCode: ${error.httpStatus}, RequestID: ${about.requestId}, ` +
        `api error ${error.code}: ${error.message}`,
      detail: '',
    };
  }
  if (error instanceof ProviderError) {
    return {
      severity: 1,
      summary: error.message,
      detail: error.detail,
      ...(error.attribute && { attribute: { steps: error.attribute.map((name) => ({ attribute_name: name })) } }),
    };
  }
  if (error instanceof DOMException && error.name === 'AbortError') {
    return {
      severity: 1,
      summary: `waiting for ${about.api.noun}${subject} while ${about.verb}: context canceled`,
      detail: '',
    };
  }
  throw error;
}
