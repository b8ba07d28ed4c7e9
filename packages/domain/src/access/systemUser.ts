/**
 * The account in whose name Flowport itself asks for runs: drift checks, the end of a stack's lifetime, schedules. It is
 * made by a migration, has no password and no session, and nobody can sign in as it.
 */
export const systemUserId = 'flowport';
