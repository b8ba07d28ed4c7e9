'use client';

import { useActionState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { Callout } from '#components/ui/callout.tsx';
import { Input } from '#components/ui/controls.tsx';
import { Field } from '#components/ui/field.tsx';
import { signIn } from './actions.ts';

export function SignInForm({ next }: { next: string }) {
  const [state, submit, pending] = useActionState(signIn, { problem: null, email: '' });
  return (
    <form action={submit} className="rounded-lg border border-line bg-surface p-5 shadow-xs">
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
          <Input {...aria} name="password" type="password" autoComplete="current-password" required maxLength={1024} />
        )}
      </Field>
      <Button type="submit" kind="primary" size="lg" pending={pending} className="mt-5 w-full">
        Sign in
      </Button>
    </form>
  );
}
