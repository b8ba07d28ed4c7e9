import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { Logo } from '#components/shell/logo.tsx';
import { Callout } from '#components/ui/callout.tsx';
import { localPath } from '#features/session/localPath.ts';
import { SignInForm } from '#features/session/signInForm.tsx';
import { portal } from '#server/composition.ts';
import { pageQueries } from '#server/queries.ts';
import { signedInViewer } from '#server/viewer.ts';

export const metadata: Metadata = { title: 'Sign in' };

export default async function SignInPage({ searchParams }: PageProps<'/sign-in'>) {
  const { next, failed } = await searchParams;
  const path = localPath(typeof next === 'string' ? next : '/stacks');
  const { signIn } = await portal();
  if (await signedInViewer(await pageQueries())) redirect(path);
  return (
    <main className="grid min-h-dvh place-items-center bg-canvas px-4 py-12">
      <div className="w-full max-w-[22rem]">
        <div className="mb-8 flex flex-col items-center gap-4 text-center">
          <Logo />
          <div>
            <h1 className="text-xl font-semibold tracking-tight">Sign in</h1>
            <p className="mt-1 text-fg-muted">Metaflow stacks on AWS: request, approve, connect.</p>
          </div>
        </div>
        {failed === undefined ? null : (
          <Callout tone="bad" role="alert" className="mb-4">
            The identity provider could not be reached, or did not let you in. Try again, or ask an admin.
          </Callout>
        )}
        <SignInForm next={path} provider={signIn.oidc?.name ?? null} />
      </div>
    </main>
  );
}
