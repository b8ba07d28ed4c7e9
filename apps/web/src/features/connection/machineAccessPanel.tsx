import type { ConnectionPack } from '@flowport/domain';
import { CommandBlock } from '#components/ui/copy.tsx';
import { Panel, PanelHeader } from '#components/ui/panel.tsx';

/** How a program gets past the load balancer: no secret is here, only the command that fetches it. */
export function MachineAccessPanel({ access }: { access: NonNullable<ConnectionPack['machineAccess']> }) {
  const placeholder = /<[^>]+>/.exec(access.value)?.[0] ?? access.value;
  const isCommand = !access.command.startsWith('#');
  return (
    <Panel aria-labelledby="machines-title">
      <PanelHeader
        id="machines-title"
        title="Programs"
        note="The metadata service never answers a program with a login page. It wants this header with every request from outside of the cluster; without it, it says 401."
      />
      <div className="space-y-3 border-t border-line p-4">
        <div>
          <h3 className="text-xs text-fg-faint">Header</h3>
          <CommandBlock
            command={`${access.header}: ${access.value}`}
            what="header for programs"
            prompt=""
            className="mt-1"
          />
        </div>
        <div>
          <h3 className="text-xs text-fg-faint">
            {isCommand ? (
              <>
                What stands for <code>{placeholder}</code>, printed with your own rights in AWS
              </>
            ) : (
              <>
                What stands for <code>{placeholder}</code>
              </>
            )}
          </h3>
          {isCommand ? (
            <CommandBlock command={access.command} what="command that fetches the secret" className="mt-1" />
          ) : (
            <p className="mt-1 text-sm">{access.command.replace(/^#\s*/, '')}</p>
          )}
        </div>
      </div>
    </Panel>
  );
}
