import { AppError } from '@flowport/domain';
import { z } from 'zod';

/** What the driver adapter says about a failure, as far as it decides something here. */
const driverErrorSchema = z.object({
  originalCode: z.string().optional(),
  kind: z.string().optional(),
  constraint: z.object({ index: z.string().optional() }).optional(),
});
type DriverError = z.infer<typeof driverErrorSchema>;

const prismaErrorSchema = z.object({
  code: z.string().optional(),
  meta: z.object({ driverAdapterError: z.object({ cause: driverErrorSchema }).optional() }).optional(),
  // The driver's own error, where Prisma passes it on as it is.
  cause: driverErrorSchema.optional().catch(undefined),
});

/** What a person is told when two of the same would exist. Verbs that check beforehand say more; these decide races. */
const taken: Record<string, string> = {
  stack_slug_of_target: 'Another stack of this target has this name. Choose another name.',
  run_active_of_stack: 'Another run works on this stack. Wait until it has ended, or cancel it.',
  team_slug_key: 'Another team has this name. Choose another one.',
  target_name_key: 'Another target has this name. Choose another one.',
  user_email_key: 'Another account has this address.',
};

const unreachableKinds = new Set([
  'DatabaseNotReachable',
  'ConnectionClosed',
  'SocketTimeout',
  'TlsConnectionError',
  'AuthenticationFailed',
  'DatabaseAccessDenied',
  'DatabaseDoesNotExist',
  'TooManyConnections',
]);
/** Classes 08 (connection), 53 (resources) and 57 (operator) of Postgres, and Prisma's own words for the same. */
const unreachableCodes =
  /^(08|53|57P)|^P100[0-9]$|^P1017$|^P2024$|^P2028$|^E(CONN|HOST|TIMEDOUT|NOTFOUND|PIPE|AI_AGAIN)/;

/** What pg says, without a code, when a connection ends while it is in use. */
const unreachableWords = /^Connection terminated|^Client has encountered a connection error/;

/**
 * Turns what Prisma, the adapter or pg threw into an AppError where it is an expected failure; everything else is
 * returned as it was.
 */
export function toAppError(error: unknown): unknown {
  if (error instanceof AppError) return error;
  const { code, driver } = describe(error);
  if (driver.originalCode === '23505' || code === '23505') {
    const message = taken[driver.constraint?.index ?? ''] ?? 'It exists already. Reload to see the present state.';
    return new AppError('conflict', message, { cause: error });
  }
  if (driver.originalCode === '23503' || code === '23503') {
    return new AppError(
      'not_found',
      'What this refers to does not exist, or no longer. Reload to see the present state.',
      {
        cause: error,
      },
    );
  }
  if (driver.originalCode === '22021' || code === '22021') {
    return new AppError(
      'invalid_input',
      'The text holds a character that cannot be stored. Remove invisible characters.',
      {
        cause: error,
      },
    );
  }
  if (error instanceof Error && unreachableWords.test(error.message)) {
    return new AppError('unavailable', awayMessage, { cause: error });
  }
  if (isUnreachable(code) || isUnreachable(driver.originalCode) || unreachableKinds.has(driver.kind ?? '')) {
    return new AppError('unavailable', awayMessage, { cause: error });
  }
  return error;
}

const awayMessage =
  'The database cannot be reached right now. Check that PostgreSQL runs and that DATABASE_URL names it, then try again.';

/** Whether it is the database that could not be reached, and not something else: it may be back in a moment. */
export function isDatabaseAway(error: unknown): boolean {
  return error instanceof AppError && error.code === 'unavailable' && error.publicMessage === awayMessage;
}

/** A transaction that lost against another one, and may simply be done again. */
export function isSerializationFailure(error: unknown): boolean {
  const { code, driver } = describe(error);
  return code === 'P2034' || driver.kind === 'TransactionWriteConflict' || /^40/.test(driver.originalCode ?? '');
}

function isUnreachable(code: string | undefined): boolean {
  return code !== undefined && unreachableCodes.test(code);
}

function describe(error: unknown): { code: string | undefined; driver: DriverError } {
  const parsed = prismaErrorSchema.safeParse(error);
  if (!parsed.success) return { code: undefined, driver: {} };
  const { code, meta, cause } = parsed.data;
  return { code, driver: meta?.driverAdapterError?.cause ?? cause ?? {} };
}
