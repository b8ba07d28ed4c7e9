'use client';

import type { ConnectionPack, StackView } from '@flowport/domain';
import { useQuery } from '@tanstack/react-query';
import { PlugZap } from 'lucide-react';
import type { ReactNode } from 'react';
import { failureFrom } from '#client/failure.ts';
import { useTRPC } from '#client/trpc.tsx';
import { CommandBlock, CopyText } from '#components/ui/copy.tsx';
import { EmptyState } from '#components/ui/emptyState.tsx';
import { FailureNotice } from '#components/ui/failureNotice.tsx';
import { Fact, Facts, Panel, PanelHeader } from '#components/ui/panel.tsx';
import { SkeletonPanel } from '#components/ui/skeleton.tsx';
import { ConfigFile } from './configFile.tsx';
import { EndpointList } from './endpointList.tsx';
import { IdentityTable } from './identityTable.tsx';

/** Everything a team needs to use a ready stack, in the order in which one does it. */
export function ConnectionTab({ stack }: { stack: StackView }) {
  const trpc = useTRPC();
  const pack = useQuery(
    trpc.stacks.connection.queryOptions({ stackId: stack.id }, { enabled: stack.connectionAvailable }),
  );
  if (!stack.connectionAvailable) {
    return (
      <div className="rounded-lg border border-line">
        <EmptyState icon={PlugZap} title="Nothing to connect to yet">
          Endpoints, identities and a ready Metaflow configuration appear here when the stack has been applied and
          checked.
        </EmptyState>
      </div>
    );
  }
  if (pack.data) return <Pack pack={pack.data} />;
  if (pack.error) {
    return (
      <FailureNotice
        failure={failureFrom(pack.error)}
        doing="reading the connection pack"
        onRetry={() => void pack.refetch()}
      />
    );
  }
  return <SkeletonPanel label="Loading the connection pack" />;
}

function Pack({ pack }: { pack: ConnectionPack }) {
  return (
    <div className="space-y-5">
      <Numbered
        number={1}
        id="kubeconfig"
        title="Reach the cluster"
        note={`Adds the context ${pack.cluster.name} to your kubeconfig. You need AWS credentials for account ${pack.account}.`}
      >
        <CommandBlock command={pack.kubeconfigCommand} what="kubeconfig command" />
      </Numbered>
      <Numbered
        number={2}
        id="endpoints"
        title="Open the services"
        note="They have no public address. Run a command, and the service answers on your machine as long as it runs."
      >
        <EndpointList endpoints={pack.endpoints} />
      </Numbered>
      <Numbered
        number={3}
        id="config"
        title="Point Metaflow at it"
        note={
          <>
            Save it as <code className="text-xs">~/.metaflowconfig/{pack.configFileName}</code> and select it with the
            profile.
          </>
        }
      >
        <ConfigFile fileName={pack.configFileName} config={pack.metaflowConfig} profile={pack.profile} />
      </Numbered>
      <Panel aria-labelledby="identities-title">
        <PanelHeader
          id="identities-title"
          title="Workload identities"
          note="Pods get AWS credentials through their service account (IRSA): each role can be assumed by exactly one."
        />
        <IdentityTable identities={pack.identities} />
      </Panel>
      <Panel aria-labelledby="facts-title">
        <PanelHeader id="facts-title" title="Names and addresses" />
        <Facts className="grid-cols-1 border-t border-line p-4 md:grid-cols-2">
          <Name term="Cluster" text={pack.cluster.name} />
          <Name term="Kubernetes API" text={pack.cluster.endpoint} />
          <Name term="OIDC issuer" text={pack.cluster.oidcIssuer} />
          <Name term="Kubernetes version" text={pack.cluster.version} />
          <Name term="Datastore" text={pack.datastore.root} />
          <Name term="Encryption key" text={pack.datastore.kmsKeyArn} />
          <Name term="AWS account" text={pack.account} />
          <Name term="Region" text={pack.region} />
        </Facts>
      </Panel>
    </div>
  );
}

function Name({ term, text }: { term: string; text: string }) {
  return (
    <Fact term={term}>
      <CopyText text={text} what={term} />
    </Fact>
  );
}

type NumberedProps = { number: number; id: string; title: string; note: ReactNode; children: ReactNode };

function Numbered({ number, id, title, note, children }: NumberedProps) {
  return (
    <Panel aria-labelledby={`${id}-title`}>
      <div className="flex gap-3 px-4 pt-3.5">
        <span
          aria-hidden
          className="grid size-5 shrink-0 place-items-center rounded-full bg-accent-tint text-2xs font-semibold text-accent-text"
        >
          {number}
        </span>
        <div className="min-w-0">
          <h2 id={`${id}-title`} className="text-sm font-semibold">
            {title}
          </h2>
          <p className="mt-0.5 text-sm text-pretty text-fg-muted">{note}</p>
        </div>
      </div>
      <div className="p-4 sm:pl-12">{children}</div>
    </Panel>
  );
}
