'use client';

import { Download } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from './button.tsx';
import { cx } from './classNames.ts';
import { CopyButton } from './copy.tsx';

type FileBlockProps = {
  fileName: string;
  /** What is copied and downloaded, and shown where no children are given. */
  text: string;
  /** Where the name of the file alone does not say what it is. */
  title?: string;
  canDownload?: boolean;
  className?: string;
  children?: ReactNode;
};

/** A text file: shown, copied, and downloaded under its name. */
export function FileBlock({ fileName, text, title, canDownload = false, className, children }: FileBlockProps) {
  return (
    <figure className={cx('overflow-hidden rounded-md border border-line', className)}>
      <figcaption className="flex items-center gap-2 border-b border-line bg-sunken py-0.5 pr-1 pl-3 text-xs">
        <span className="min-w-0 flex-1 truncate">
          {title ? `${title} ` : null}
          <code className={title ? 'text-fg-muted' : undefined}>{fileName}</code>
        </span>
        <CopyButton text={text} what={title?.toLowerCase() ?? fileName} />
        {canDownload ? (
          <Button size="sm" kind="ghost" className="js-only" onClick={() => download(fileName, text)}>
            <Download aria-hidden />
            Download <span className="sr-only">{fileName}</span>
          </Button>
        ) : null}
      </figcaption>
      <section
        aria-label={title ?? fileName}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        className="max-h-80 overflow-auto bg-surface p-3"
      >
        <pre className="text-xs leading-5">{children ?? text}</pre>
      </section>
    </figure>
  );
}

function download(fileName: string, text: string) {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  link.click();
  URL.revokeObjectURL(url);
}
