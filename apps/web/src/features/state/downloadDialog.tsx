'use client';

import type { Layer, StackView, StateVersion } from '@flowport/domain';
import { Download } from 'lucide-react';
import { Button, DownloadButton } from '#components/ui/button.tsx';
import { Callout } from '#components/ui/callout.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { layerTitles } from '#features/runs/stepLabel.ts';
import { inSentence } from '#format/words.ts';
import { downloadHref } from './stateQuery.ts';
import { nameOf } from './versionName.ts';

type DownloadDialogProps = { stack: StackView; layer: Layer; version: StateVersion; onClose: () => void };

export function DownloadDialog({ stack, layer, version, onClose }: DownloadDialogProps) {
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={`Download ${nameOf(version)}?`}
      description={`The state of ${inSentence(layerTitles[layer])} of ${stack.slug}, as Terraform wrote it.`}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <DownloadButton
            kind="primary"
            href={downloadHref(stack.id, layer, version.versionId)}
            onClick={() => setTimeout(onClose)}
          >
            <Download aria-hidden />
            Download
          </DownloadButton>
        </>
      }
    >
      <Callout tone="warn" title="It holds secrets">
        Passwords and keys of the stack stand in it in clear. Keep it where nobody else can read it, and delete it when
        you are done. The audit log will say that you took it.
      </Callout>
    </Dialog>
  );
}
