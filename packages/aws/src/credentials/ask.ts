import { awsFailure } from './refusal.ts';

/** What an error of a question says: what was being done, and what to check when AWS said no. */
export type Question = { doing: string; whenDenied: string };

/**
 * Puts one question to AWS with a client of its own, which is closed afterwards.
 * @throws AppError `credentials_refused`, `unavailable` or `canceled`.
 */
export async function ask<C extends { destroy(): void }, T>(
  client: C,
  { doing, whenDenied }: Question,
  put: (client: C) => Promise<T>,
): Promise<T> {
  try {
    return await put(client);
  } catch (error) {
    throw awsFailure(error, doing, whenDenied);
  } finally {
    client.destroy();
  }
}

/** The answer, or undefined where AWS says by one of these codes that there is no such thing. */
export async function unlessMissing<T>(codes: readonly string[], answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof Error && codes.includes(error.name)) return undefined;
    throw error;
  }
}

/** The usual sentence for `whenDenied`. */
export const allowing = (permission: string) => `Check that the deployer role may call ${permission}.`;
