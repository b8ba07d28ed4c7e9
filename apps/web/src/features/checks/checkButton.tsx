import { RotateCw } from 'lucide-react';
import type { ComponentProps } from 'react';
import { Button } from '#components/ui/button.tsx';
import { cx } from '#components/ui/classNames.ts';

type CheckButtonProps = Omit<ComponentProps<typeof Button>, 'onClick' | 'pending'> & {
  pending: boolean;
  onCheck: () => void;
};

/**
 * Stays enabled while it works, and does nothing then: a disabled button would lose the focus, and with it the place of
 * somebody who checks, corrects and checks again by keyboard.
 */
export function CheckButton({ pending, onCheck, children, ...rest }: CheckButtonProps) {
  return (
    <Button
      {...rest}
      aria-disabled={pending || undefined}
      aria-busy={pending || undefined}
      onClick={() => (pending ? undefined : onCheck())}
    >
      <RotateCw aria-hidden className={cx(pending && 'animate-spin')} />
      {children}
    </Button>
  );
}
