'use client';

import { type ConnectionPack, type ConnectionWorkspace, workspaceEndpoints } from '@flowport/domain';
import { useQueryStates } from 'nuqs';
import { Callout } from '#components/ui/callout.tsx';
import { CopyText } from '#components/ui/copy.tsx';
import { FileBlock } from '#components/ui/fileBlock.tsx';
import { Fact, Facts, Panel, PanelHeader } from '#components/ui/panel.tsx';
import { SegmentLinks } from '#components/ui/segmentLinks.tsx';
import { TabLinks } from '#components/ui/tabs.tsx';
import { ConfigFile } from './configFile.tsx';
import { connectionHref, connectionParsers } from './connectionQuery.ts';
import { EndpointList } from './endpointList.tsx';
import { GuideSteps } from './guideSteps.tsx';
import { IdentityTable } from './identityTable.tsx';
import { MachineAccessPanel } from './machineAccessPanel.tsx';

/** The pack of one workspace, in the order in which one needs it; which workspace and guide is in the address. */
export function PackView({ stackId, pack }: { stackId: string; pack: ConnectionPack }) {
  const [state] = useQueryStates(connectionParsers);
  const workspace = pack.workspaces.find(({ team }) => team === state.team) ?? pack.workspaces[0];
  if (!workspace) return null;
  const guide = workspace.guides.find(({ id }) => id === state.guide) ?? workspace.guides[0];
  const isPublic = pack.endpoints.some(({ url }) => url !== null);
  return (
    <div className="space-y-5">
      {pack.notice ? <Callout tone="idle">{pack.notice}</Callout> : null}
      <WorkspacePanel stackId={stackId} pack={pack} workspace={workspace} guide={state.guide} />
      {guide ? (
        <Panel aria-labelledby="guide-title">
          <PanelHeader id="guide-title" title="Get to work" note="Copied line by line, each works as it stands." />
          <div className="px-4">
            <TabLinks
              label="Where you work from"
              current={guide.id}
              tabs={workspace.guides.map(({ id, title }) => ({
                id,
                label: title,
                href: connectionHref(stackId, { ...state, guide: id }),
              }))}
            />
          </div>
          <div className="p-4">
            <GuideSteps key={guide.id} guide={guide} />
          </div>
        </Panel>
      ) : null}
      <Panel aria-labelledby="config-title">
        <PanelHeader
          id="config-title"
          title="Metaflow configuration"
          note={
            <>
              Imported as above, or saved as{' '}
              <code className="text-xs">~/.metaflowconfig/{workspace.configFileName}</code>. It holds no secret.
            </>
          }
        />
        <div className="px-4 pb-4">
          <ConfigFile fileName={workspace.configFileName} config={workspace.metaflowConfig} />
        </div>
      </Panel>
      <Panel aria-labelledby="endpoints-title">
        <PanelHeader
          id="endpoints-title"
          title="Services"
          note={
            isPublic
              ? 'Browsers sign in at the public addresses, programs send the header below. The commands work beside them, for whoever has access to the cluster.'
              : 'They have no public address. Run a command, and the service answers on your machine as long as it runs.'
          }
        />
        <div className="border-t border-line p-4">
          <EndpointList endpoints={workspaceEndpoints(pack.endpoints, workspace.namespace)} />
        </div>
      </Panel>
      {pack.machineAccess ? <MachineAccessPanel access={pack.machineAccess} /> : null}
      <Panel aria-labelledby="people-title">
        <PanelHeader
          id="people-title"
          title={
            workspace.team === null ? 'What people need of IAM' : `What the people of ${workspace.team} need of IAM`
          }
          note="Attach this policy to the role they work with. What they may do in the cluster is decided there, by their access entry."
        />
        <div className="px-4 pb-4">
          <FileBlock
            title="IAM policy"
            fileName={`${workspace.profile}-people.json`}
            text={`${JSON.stringify(workspace.userPolicy, null, 2)}\n`}
            canDownload
          />
        </div>
      </Panel>
      <Panel aria-labelledby="identities-title">
        <PanelHeader
          id="identities-title"
          title="Workload identities"
          note="Pods get AWS credentials through their service account. Open a row for who may become its role."
        />
        <IdentityTable identities={pack.identities} />
      </Panel>
      <NamesPanel pack={pack} />
    </div>
  );
}

type WorkspacePanelProps = {
  stackId: string;
  pack: ConnectionPack;
  workspace: ConnectionWorkspace;
  guide: Parameters<typeof connectionHref>[1]['guide'];
};

/** Whose part of the stack all below is about. */
function WorkspacePanel({ stackId, pack, workspace, guide }: WorkspacePanelProps) {
  const hasTeams = pack.workspaces.length > 1;
  return (
    <Panel aria-labelledby="workspace-title">
      <PanelHeader
        id="workspace-title"
        title={workspace.team === null ? 'One workspace for all' : `Workspace of ${workspace.team}`}
        note={
          workspace.team === null
            ? 'All flows of the stack run in one namespace and under one role.'
            : 'No other team of the stack can read its artifacts or run under its role.'
        }
        actions={
          hasTeams ? (
            <SegmentLinks
              label="Team"
              current={workspace.team ?? ''}
              links={pack.workspaces.map(({ team }) => ({
                id: team ?? '',
                label: team ?? 'shared',
                href: connectionHref(stackId, { team: team ?? '', guide }),
              }))}
            />
          ) : undefined
        }
      />
      <Facts className="grid-cols-1 border-t border-line p-4 sm:grid-cols-2 xl:grid-cols-[auto_auto_auto_minmax(0,1fr)]">
        <Name term="Namespace" text={workspace.namespace} />
        <Name term="Service account" text={workspace.serviceAccount} />
        <Name term="Profile" text={workspace.profile} />
        <Name term="Datastore" text={workspace.datastoreRoot} />
      </Facts>
    </Panel>
  );
}

function NamesPanel({ pack }: { pack: ConnectionPack }) {
  return (
    <Panel aria-labelledby="facts-title">
      <PanelHeader id="facts-title" title="Names and addresses" />
      <Facts className="grid-cols-1 border-t border-line p-4 md:grid-cols-2">
        <Name term="Cluster" text={pack.cluster.name} />
        <Name term="Kubernetes API" text={pack.cluster.endpoint} />
        <Name term="OIDC issuer" text={pack.cluster.oidcIssuer} />
        <Name term="Kubernetes version" text={pack.cluster.version} />
        <Name term="Bucket" text={pack.datastore.bucket} />
        <Name term="Encryption key" text={pack.datastore.kmsKeyArn} />
        <Name term="AWS account" text={pack.account} />
        <Name term="Region" text={pack.region} />
      </Facts>
    </Panel>
  );
}

function Name({ term, text }: { term: string; text: string }) {
  return (
    <Fact term={term}>
      <CopyText text={text} what={term} />
    </Fact>
  );
}
