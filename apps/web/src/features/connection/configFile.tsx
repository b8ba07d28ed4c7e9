import { FileBlock } from '#components/ui/fileBlock.tsx';

type ConfigFileProps = { fileName: string; config: Record<string, string> };

/** The configuration file of Metaflow: shown, copied, downloaded. It holds no secret. */
export function ConfigFile({ fileName, config }: ConfigFileProps) {
  return (
    <FileBlock fileName={fileName} text={`${JSON.stringify(config, null, 2)}\n`} canDownload>
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
    </FileBlock>
  );
}
