/**
 * S3 on a bad day, set by the control API: answers that refuse, that come late, that never come, and the worst of them, a
 * write that was done and whose answer is lost. A fault strikes by operation and key, either at the nth call that fits or
 * by chance from a seed, so that it can be repeated.
 */
import { AwsError } from '../http/awsError.ts';

export const s3Operations = ['get', 'head', 'put', 'delete', 'list', 'post'] as const;
type S3OperationName = (typeof s3Operations)[number];

/**
 * `error500` and `error503` refuse before anything is done, `slow` answers late, `drop` ends the connection before and
 * `dropAfter` after the operation was done.
 */
export const s3Effects = ['error500', 'error503', 'slow', 'drop', 'dropAfter'] as const;
type S3Effect = (typeof s3Effects)[number];

type S3Fault = {
  /** By which it is found again; one that is set twice replaces the earlier. */
  name: string;
  operations: readonly S3OperationName[];
  /** A regular expression on `bucket/key`, of a listing on `bucket?query`, both decoded. */
  pattern: string;
  effect: S3Effect;
  milliseconds: number;
  /** The first fitting call that it may strike, counted from now: 1 is the next. */
  nth: number;
  /** How many calls it strikes before it is used up. */
  times: number;
  /** Of striking a call that fits. */
  probability: number;
  seed: number;
};

type S3FaultReport = { name: string; fitting: number; struck: number };

export interface S3Faults {
  set(faults: readonly S3Fault[]): void;
  remove(name: string): void;
  reports(): S3FaultReport[];
  /** The effect on this call, if any; the call counts. */
  strike(call: { method: string; url: string }): Struck | undefined;
}

type Struck = { effect: S3Effect; milliseconds: number };

type Armed = { fault: S3Fault; pattern: RegExp; fitting: number; struck: number; random: () => number };

export function createS3Faults(): S3Faults {
  const armed = new Map<string, Armed>();
  return {
    set(faults) {
      for (const fault of faults) {
        const pattern = new RegExp(fault.pattern);
        armed.set(fault.name, { fault, pattern, fitting: 0, struck: 0, random: randomFrom(fault.seed) });
      }
    },
    remove(name) {
      armed.delete(name);
    },
    reports: () => [...armed.values()].map(({ fault, fitting, struck }) => ({ name: fault.name, fitting, struck })),
    strike({ method, url }) {
      const operation = operationOf(method, url);
      const asked = decoded(operation === 'list' ? url : (url.split('?')[0] ?? '')).slice(1);
      for (const one of armed.values()) {
        const { fault } = one;
        if (!fault.operations.includes(operation) || !one.pattern.test(asked)) continue;
        one.fitting += 1;
        // Drawn for every call that fits, so that what strikes follows from the seed alone.
        const isDrawn = one.random() < fault.probability;
        if (!isDrawn || one.fitting < fault.nth || one.struck >= fault.times) continue;
        one.struck += 1;
        return { effect: fault.effect, milliseconds: fault.milliseconds };
      }
      return undefined;
    },
  };
}

/** @throws AwsError as S3 words it. */
export function refusalOf(effect: S3Effect): AwsError | undefined {
  if (effect === 'error500') {
    return new AwsError('InternalError', 500, 'We encountered an internal error. Please try again.');
  }
  if (effect === 'error503') return new AwsError('SlowDown', 503, 'Please reduce your request rate.');
  return undefined;
}

function operationOf(method: string, url: string): S3OperationName {
  // A path of the bucket alone lists it.
  if (method === 'GET') return /^\/[^/?]+\/?(\?|$)/.test(url) ? 'list' : 'get';
  return method === 'HEAD' ? 'head' : method === 'PUT' ? 'put' : method === 'DELETE' ? 'delete' : 'post';
}

function decoded(url: string): string {
  try {
    return decodeURIComponent(url);
  } catch {
    return url;
  }
}

/** mulberry32: small, and the same everywhere. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
