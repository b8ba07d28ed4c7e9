'use client';

import { LogOut } from 'lucide-react';
import { Fragment } from 'react';
import { useViewer } from '#components/shell/shellContext.tsx';
import { Button } from '#components/ui/button.tsx';
import { CopyText } from '#components/ui/copy.tsx';
import { Link } from '#components/ui/link.tsx';
import { Fact, Facts, Panel, PanelHeader } from '#components/ui/panel.tsx';
import { signOut } from '#features/session/actions.ts';
import { roleWords } from './roleWords.ts';

export function ProfilePanel() {
  const viewer = useViewer();
  const { label, summary } = roleWords[viewer.role];
  return (
    <Panel aria-labelledby="profile">
      <PanelHeader
        id="profile"
        title="Profile"
        actions={
          <form action={signOut}>
            <Button type="submit" size="sm">
              <LogOut aria-hidden />
              Sign out
            </Button>
          </form>
        }
      />
      <Facts className="px-4 pb-4">
        <Fact term="Name">{viewer.name}</Fact>
        <Fact term="E-mail address">
          <CopyText text={viewer.email} what="e-mail address" />
        </Fact>
        <Fact term="Teams">
          {viewer.teams.length === 0
            ? 'None'
            : viewer.teams.map((team, index) => (
                <Fragment key={team.id}>
                  {index > 0 ? ', ' : null}
                  <Link
                    href={`/stacks?team=${team.id}`}
                    className="rounded-sm underline-offset-4 hover:text-accent-text hover:underline"
                  >
                    {team.name}
                  </Link>
                </Fragment>
              ))}
          {viewer.teams.length === 0 && viewer.role === 'requester' ? (
            <span className="block text-xs text-fg-muted">Ask an admin to add you to one: stacks belong to teams.</span>
          ) : null}
        </Fact>
        <Fact term="Role" className="col-span-full">
          {label}
          <span className="block text-fg-muted">{summary}</span>
        </Fact>
      </Facts>
    </Panel>
  );
}
