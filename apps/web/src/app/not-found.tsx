import type { Metadata } from 'next';
import { Logo } from '#components/shell/logo.tsx';
import { LinkButton } from '#components/ui/button.tsx';

export const metadata: Metadata = { title: 'Not found' };

export default function NotFoundPage() {
  return (
    <main className="grid min-h-dvh flex-1 place-items-center bg-canvas px-4">
      <div className="max-w-md text-center">
        <div className="mb-6 flex justify-center">
          <Logo />
        </div>
        <h1 className="text-xl font-semibold tracking-tight">There is nothing at this address</h1>
        <p className="mt-2 text-pretty text-fg-muted">
          The link may be cut short, what it names may be gone, or it belongs to a team that you are not a member of.
        </p>
        <div className="mt-5 flex justify-center">
          <LinkButton href="/stacks" kind="primary">
            To the stacks
          </LinkButton>
        </div>
      </div>
    </main>
  );
}
