import type { ErrorCode } from '@flowport/domain';

/** How a procedure is reached over REST. Paths are below /api/v1; what is in braces is a field of the input. */
export type RestMeta = {
  rest?: {
    method: 'GET' | 'POST' | 'DELETE';
    path: `/${string}`;
    tag: string;
    summary: string;
    description?: string;
    /** Beyond those that every call may meet (400, 401, 429, 500). */
    errors?: readonly ErrorCode[];
    /** A body as it is sent; a test checks that the schema takes it. */
    example?: unknown;
  };
};
