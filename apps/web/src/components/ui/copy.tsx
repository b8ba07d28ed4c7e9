'use client';

import { Check, Copy } from 'lucide-react';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { IconButton } from './button.tsx';
import { cx } from './classNames.ts';

/** How long the tick stays: long enough to be seen, short enough not to be taken for a state. */
const tickMilliseconds = 1600;

/** @param what completes "Copy …", so that ten copy buttons on a page have ten names. */
export function CopyButton({ text, what, className }: { text: string; what: string; className?: string }) {
  const [outcome, setOutcome] = useState<'copied' | 'failed' | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);

  async function copy() {
    const copied = await writeClipboard(text);
    setOutcome(copied ? 'copied' : 'failed');
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setOutcome(null), tickMilliseconds);
  }

  return (
    <>
      <IconButton
        label={`Copy ${what}`}
        size="iconSm"
        className={cx('js-only text-fg-faint', className)}
        onClick={copy}
        icon={outcome === 'copied' ? <Check className="text-ok" /> : <Copy />}
      />
      <span role="status" className="sr-only">
        {outcome === 'copied' ? `Copied ${what}` : null}
        {outcome === 'failed' ? `The browser refused to copy ${what}; select it and copy by hand` : null}
      </span>
    </>
  );
}

/** Over plain http on another host than localhost there is no clipboard API; the old command still works there. */
async function writeClipboard(text: string): Promise<boolean> {
  try {
    if (navigator.clipboard) {
      await navigator.clipboard.writeText(text);
      return true;
    }
  } catch {
    // Refused (no permission, page not focused): the old way may still be allowed.
  }
  const area = document.createElement('textarea');
  area.value = text;
  area.style.position = 'fixed';
  area.style.opacity = '0';
  document.body.append(area);
  area.select();
  const copied = document.execCommand('copy');
  area.remove();
  return copied;
}

type CopyTextProps = { text: string; what: string; children?: ReactNode; className?: string };

/** An identifier in mono with its copy button; it shortens at the end where it does not fit. */
export function CopyText({ text, what, children, className }: CopyTextProps) {
  return (
    <span className={cx('inline-flex max-w-full min-w-0 items-center gap-0.5', className)}>
      <code className="truncate text-xs text-fg-muted" title={text}>
        {children ?? text}
      </code>
      <CopyButton text={text} what={what} className="-my-1" />
    </span>
  );
}

type CommandBlockProps = {
  command: string;
  what: string;
  /** Before what is typed into a shell; another text, such as a header, has none. */
  prompt?: '$' | '';
  className?: string;
};

/** A command to be run in a terminal: it wraps rather than hides its end. */
export function CommandBlock({ command, what, prompt = '$', className }: CommandBlockProps) {
  return (
    <div className={cx('flex items-start gap-2 rounded-md border border-line bg-sunken py-1 pr-1 pl-3', className)}>
      {prompt === '' ? null : (
        <span aria-hidden className="py-1 font-mono text-xs leading-5 text-fg-faint select-none">
          {prompt}
        </span>
      )}
      <code className="min-w-0 flex-1 py-1 text-xs leading-5 whitespace-pre-wrap wrap-anywhere">{command}</code>
      <CopyButton text={command} what={what} />
    </div>
  );
}
