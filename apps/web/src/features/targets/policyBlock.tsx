import { CopyButton } from '#components/ui/copy.tsx';

type PolicyBlockProps = { title: string; fileName: string; text: string };

/** A JSON document to be read, and copied into a file or into the console of AWS. */
export function PolicyBlock({ title, fileName, text }: PolicyBlockProps) {
  return (
    <figure className="overflow-hidden rounded-md border border-line">
      <figcaption className="flex items-center justify-between gap-2 border-b border-line bg-sunken py-0.5 pr-1 pl-3 text-xs">
        <span className="min-w-0 truncate">
          {title} <span className="font-mono text-fg-muted">{fileName}</span>
        </span>
        <CopyButton text={text} what={title.toLowerCase()} />
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section aria-label={title} tabIndex={0} className="max-h-72 overflow-auto px-3 py-2">
        <pre className="text-xs leading-5">{text}</pre>
      </section>
    </figure>
  );
}
