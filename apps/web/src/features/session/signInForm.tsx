'use client';

import { useActionState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { Callout } from '#components/ui/callout.tsx';
import { Input } from '#components/ui/controls.tsx';
import { Field } from '#components/ui/field.tsx';
import { signIn, signInWithProvider } from './actions.ts';

type SignInFormProps = {
  next: string;
  /** The name of the identity provider, where there is one. */
  provider: string | null;
};

export function SignInForm({ next, provider }: SignInFormProps) {
  const [state, submit, pending] = useActionState(signIn, { problem: null, email: '' });
  return (
    <div className="rounded-lg border border-line bg-surface p-5 shadow-xs">
      {provider ? (
        <form action={signInWithProvider} className="mb-5 border-b border-line pb-5">
          <input type="hidden" name="next" value={next} />
          <Button type="submit" size="lg" className="w-full">
            Sign in with {provider}
          </Button>
        </form>
      ) : null}
      <form action={submit}>
        {state.problem ? (
          <Callout tone="bad" role="alert" className="mb-4">
            {state.problem}
          </Callout>
        ) : null}
        <input type="hidden" name="next" value={next} />
        <Field id="email" label="E-mail address">
          {(aria) => (
            <Input
              {...aria}
              key={state.email}
              name="email"
              type="email"
              autoComplete="username"
              defaultValue={state.email}
              required
              maxLength={320}
            />
          )}
        </Field>
        <Field id="password" label="Password" className="mt-4">
          {(aria) => (
            <Input
              {...aria}
              name="password"
              type="password"
              autoComplete="current-password"
              required
              maxLength={1024}
            />
          )}
        </Field>
        <Button type="submit" kind="primary" size="lg" pending={pending} className="mt-5 w-full">
          Sign in
        </Button>
      </form>
    </div>
  );
}
