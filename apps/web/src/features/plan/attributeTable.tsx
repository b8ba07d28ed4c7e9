import type { AttributeChange } from '@flowport/domain';
import { ArrowRight, ChevronRight, EyeOff } from 'lucide-react';
import { Chip } from '#components/ui/chip.tsx';
import { cx } from '#components/ui/classNames.ts';
import { count } from '#format/words.ts';
import { attributeSides, type DiffLine, hiddenWords, unknownWords } from './attributeText.ts';

type AttributeTableProps = { attributes: readonly AttributeChange[]; label: string };

/**
 * The attributes of one change, as before → after. What the plan decides comes first; what only the apply will tell is
 * folded, as there is nothing in it to judge.
 */
export function AttributeTable({ attributes, label }: AttributeTableProps) {
  const decided = attributes
    .filter(({ unknown }) => !unknown)
    .sort((left, right) => Number(right.forcesReplacement) - Number(left.forcesReplacement));
  const open = attributes.filter(({ unknown }) => unknown);
  if (decided.length === 0) return <Rows attributes={open} label={label} />;
  return (
    <>
      <Rows attributes={decided} label={label} />
      {open.length > 0 ? (
        <details className="group/unknown border-t border-line">
          <summary className="flex items-center gap-1.5 py-1.5 text-xs text-fg-muted hover:text-fg">
            <ChevronRight
              aria-hidden
              className="size-3.5 text-fg-faint transition-transform group-open/unknown:rotate-90"
            />
            {count(open.length, 'more attribute')} known after apply
          </summary>
          <Rows attributes={open} label={`${label}, known after apply`} />
        </details>
      ) : null}
    </>
  );
}

function Rows({ attributes, label }: AttributeTableProps) {
  return (
    <table aria-label={label} className="w-full table-fixed border-collapse text-left font-mono text-xs leading-5">
      <thead className="sr-only">
        <tr>
          <th scope="col">Attribute</th>
          <th scope="col">Value</th>
        </tr>
      </thead>
      <tbody>
        {attributes.map((attribute) => (
          <tr key={attribute.path} className="border-t border-line align-top first:border-t-0">
            <th scope="row" className="w-[38%] py-1 pr-4 font-normal wrap-anywhere text-fg-muted sm:w-60">
              {attribute.path}
              {attribute.forcesReplacement ? (
                <Chip tone="warn" className="ml-2 font-sans">
                  forces replacement
                </Chip>
              ) : null}
            </th>
            <td className="py-1">
              <AttributeValue attribute={attribute} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function AttributeValue({ attribute }: { attribute: AttributeChange }) {
  const sides = attributeSides(attribute);
  switch (sides.kind) {
    case 'hidden':
      return (
        <span className="inline-flex items-center gap-1.5 font-sans text-fg-faint italic">
          <EyeOff aria-hidden className="size-3.5" />
          {hiddenWords}
        </span>
      );
    case 'single':
      return <Side text={sides.after} tone="" />;
    case 'pair':
      return (
        <span className="flex flex-wrap items-start gap-x-2">
          <Side text={sides.before} tone="text-bad line-through decoration-bad/40" />
          <ArrowRight aria-label="becomes" className="mt-1 size-3 shrink-0 text-fg-faint" />
          <Side text={sides.after} tone={attribute.unknown ? '' : 'text-ok'} />
        </span>
      );
    case 'document':
      return <DocumentDiff lines={sides.lines} />;
  }
}

function Side({ text, tone }: { text: string; tone: string }) {
  if (text === unknownWords || text === 'removed' || text === 'not set') {
    return <span className="font-sans text-fg-faint italic">{text}</span>;
  }
  return <span className={cx('max-w-full whitespace-pre-wrap wrap-anywhere', tone)}>{text === '' ? '""' : text}</span>;
}

const lineLooks: Record<DiffLine['kind'], { sign: string; words: string; style: string }> = {
  same: { sign: ' ', words: '', style: '' },
  removed: { sign: '−', words: 'removed: ', style: 'bg-bad-tint text-bad' },
  added: { sign: '+', words: 'added: ', style: 'bg-ok-tint text-ok' },
};

function DocumentDiff({ lines }: { lines: readonly DiffLine[] }) {
  return (
    <div
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      className="overflow-x-auto rounded-sm border border-line bg-surface py-1"
    >
      {lines.map((line, index) => {
        const look = lineLooks[line.kind];
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines of a document have no other identity
          <div key={index} className={cx('flex w-max min-w-full px-2 whitespace-pre', look.style)}>
            <span aria-hidden className="w-4 shrink-0 select-none">
              {look.sign}
            </span>
            <span className="sr-only">{look.words}</span>
            {line.text}
          </div>
        );
      })}
    </div>
  );
}
