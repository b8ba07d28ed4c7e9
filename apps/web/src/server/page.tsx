import { dehydrate, HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { notFound, redirect } from 'next/navigation';
import type { ReactNode } from 'react';
import { type Failure, failureFrom } from '#client/failure.ts';
import { FailurePage } from '#components/shell/failurePage.tsx';
import { pathHeader } from '../headers.ts';
import { serverFailure } from './failure.ts';
import { type PageQueries, pageQueries } from './queries.ts';

/**
 * Renders a page from queries that are answered before the HTML leaves the server, and hands the answers to the browser.
 * Nobody signed in: to the sign-in and back. Not there: the 404 page. Anything else: a page that says what and why.
 * @param doing completes "While …".
 */
export async function renderPage(
  doing: string,
  work: (queries: PageQueries) => Promise<ReactNode>,
): Promise<ReactNode> {
  const queries = await pageQueries();
  const outcome = await attempt(queries, work);
  if ('content' in outcome) {
    return <HydrationBoundary state={dehydrate(queries.client)}>{outcome.content}</HydrationBoundary>;
  }
  const { failure } = outcome;
  if (failure.code === 'unauthenticated') return redirect(await signInPath());
  if (failure.code === 'not_found') notFound();
  return <FailurePage failure={failure} doing={doing} />;
}

/** The title of a page from what it shows; the plain one where that cannot be read, as the page itself says why. */
export async function pageTitle(plain: string, work: (queries: PageQueries) => Promise<string>): Promise<Metadata> {
  const title = await pageQueries()
    .then(work)
    .catch(() => plain);
  return { title };
}

/** Where to sign in, and to come back from there to the page that was asked for. */
export async function signInPath(): Promise<string> {
  const path = (await headers()).get(pathHeader) ?? '/';
  return path === '/' || path.startsWith('/sign-in') ? '/sign-in' : `/sign-in?next=${encodeURIComponent(path)}`;
}

type Outcome = { content: ReactNode } | { failure: Failure };

async function attempt(queries: PageQueries, work: (queries: PageQueries) => Promise<ReactNode>): Promise<Outcome> {
  try {
    return { content: await work(queries) };
  } catch (error) {
    const failure = serverFailure(error, queries);
    if (failure === null) throw error;
    return { failure: failureFrom(failure) };
  }
}
