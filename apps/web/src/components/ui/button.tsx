import { cva, type VariantProps } from 'class-variance-authority';
import { LoaderCircle } from 'lucide-react';
import type { ComponentProps, ReactNode } from 'react';
import { Link } from '#components/ui/link.tsx';
import { cx } from './classNames.ts';

const buttonStyle = cva(
  'inline-flex shrink-0 items-center justify-center gap-1.5 rounded-md border font-medium whitespace-nowrap select-none transition-colors duration-100 disabled:opacity-55 aria-disabled:opacity-55 [&_svg]:size-4 [&_svg]:shrink-0',
  {
    variants: {
      kind: {
        primary: 'border-transparent bg-accent text-on-accent enabled:hover:bg-accent-hover [a&]:hover:bg-accent-hover',
        secondary: 'border-line-strong bg-raised text-fg shadow-xs enabled:hover:bg-hover [a&]:hover:bg-hover',
        ghost:
          'border-transparent text-fg-muted enabled:hover:bg-hover enabled:hover:text-fg [a&]:hover:bg-hover [a&]:hover:text-fg',
        danger: 'border-transparent bg-bad-solid text-on-accent enabled:hover:bg-bad-solid-hover',
        dangerOutline: 'border-bad-line bg-raised text-bad shadow-xs enabled:hover:bg-bad-tint',
      },
      size: {
        sm: 'h-7 px-2 text-xs [&_svg]:size-3.5',
        md: 'h-8 px-3 text-sm',
        lg: 'h-9 px-4 text-sm',
        icon: 'size-8',
        iconSm: 'size-7 [&_svg]:size-3.5',
      },
    },
    defaultVariants: { kind: 'secondary', size: 'md' },
  },
);

type ButtonStyle = VariantProps<typeof buttonStyle>;

type ButtonProps = ComponentProps<'button'> & ButtonStyle & { pending?: boolean };

/** A pending button keeps its width and its name, says that it is busy, and cannot be pressed a second time. */
export function Button({ kind, size, className, pending = false, children, disabled, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      disabled={disabled || pending}
      aria-busy={pending || undefined}
      className={cx(buttonStyle({ kind, size }), className)}
    >
      {pending ? <LoaderCircle className="animate-spin" aria-hidden /> : null}
      {children}
    </button>
  );
}

type DownloadButtonProps = Omit<ComponentProps<'a'>, 'download'> & ButtonStyle;

/** A file of the server's, which is no page that could be gone to. */
export function DownloadButton({ kind, size, className, ...rest }: DownloadButtonProps) {
  return <a {...rest} download className={cx(buttonStyle({ kind, size }), className)} />;
}

type LinkButtonProps = ComponentProps<typeof Link> & ButtonStyle;

export function LinkButton({ kind, size, className, ...rest }: LinkButtonProps) {
  return <Link {...rest} className={cx(buttonStyle({ kind, size }), className)} />;
}

type IconButtonProps = Omit<ButtonProps, 'children' | 'aria-label'> & { label: string; icon: ReactNode };

/** A button that shows an icon alone: its name is for the screen reader and, on hover, for everybody. */
export function IconButton({ label, icon, kind = 'ghost', size = 'icon', ...rest }: IconButtonProps) {
  return (
    <Button {...rest} kind={kind} size={size} aria-label={label} title={label}>
      {icon}
    </Button>
  );
}
