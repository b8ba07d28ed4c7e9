'use client';

import { Download } from 'lucide-react';
import { Button } from '#components/ui/button.tsx';
import { CommandBlock, CopyButton } from '#components/ui/copy.tsx';

type ConfigFileProps = { fileName: string; config: Record<string, string>; profile: string };

/** The configuration file of Metaflow: shown, copied, downloaded. It holds no secret. */
export function ConfigFile({ fileName, config, profile }: ConfigFileProps) {
  const text = `${JSON.stringify(config, null, 2)}\n`;

  function download() {
    const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
    const link = document.createElement('a');
    link.href = url;
    link.download = fileName;
    link.click();
    URL.revokeObjectURL(url);
  }

  return (
    <>
      <div className="overflow-hidden rounded-md border border-line">
        <div className="flex items-center gap-2 border-b border-line bg-sunken py-1 pr-1.5 pl-3">
          <code className="min-w-0 flex-1 truncate text-xs">{fileName}</code>
          <CopyButton text={text} what={fileName} />
          <Button size="sm" kind="ghost" className="js-only" onClick={download}>
            <Download aria-hidden />
            Download
          </Button>
        </div>
        <section
          aria-label={fileName}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
          tabIndex={0}
          className="max-h-80 overflow-auto bg-surface p-3"
        >
          <pre className="text-xs leading-5">
            {'{\n'}
            {Object.entries(config).map(([key, value], index, all) => (
              <span key={key}>
                {'  '}
                <span className="text-accent-text">{JSON.stringify(key)}</span>: <span>{JSON.stringify(value)}</span>
                {index < all.length - 1 ? ',' : ''}
                {'\n'}
              </span>
            ))}
            {'}'}
          </pre>
        </section>
      </div>
      <CommandBlock command={`export METAFLOW_PROFILE=${profile}`} what="profile command" className="mt-2" />
    </>
  );
}
