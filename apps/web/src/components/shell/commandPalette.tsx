'use client';

import { may } from '@flowport/domain';
import { useQuery } from '@tanstack/react-query';
import { Command } from 'cmdk';
import { CirclePlus, CloudCog, Layers, LogOut, type LucideIcon, Monitor, Moon, Search, Sun } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { Dialog } from 'radix-ui';
import { Children, type ReactNode, useEffect } from 'react';
import { useTRPC } from '#client/trpc.tsx';
import { Kbd } from '#components/ui/chip.tsx';
import { useReturnedFocus } from '#components/ui/useReturnedFocus.ts';
import { runKindLooks, runLook } from '#features/runs/runStatus.tsx';
import { signOut } from '#features/session/actions.ts';
import { stackStatusLooks } from '#features/stacks/stackStatus.tsx';
import { navigationFor } from './navigation.ts';
import { useShell } from './shellContext.tsx';
import { useTheme } from './themeContext.tsx';

/** ⌘K or Ctrl K: go anywhere and do what needs no form. */
export function CommandPalette() {
  const { paletteOpen, setPaletteOpen } = useShell();
  const returned = useReturnedFocus(paletteOpen);
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent) {
      if (event.key.toLowerCase() !== 'k' || !(event.metaKey || event.ctrlKey)) return;
      event.preventDefault();
      setPaletteOpen(!paletteOpen);
    }
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [paletteOpen, setPaletteOpen]);
  return (
    <Dialog.Root open={paletteOpen} onOpenChange={setPaletteOpen}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 animate-fade bg-scrim" />
        <Dialog.Content
          {...returned}
          aria-describedby={undefined}
          className="fixed top-[12vh] left-1/2 z-50 w-[min(38rem,calc(100vw-2rem))] -translate-x-1/2 animate-fade overflow-hidden rounded-lg border border-line bg-raised shadow-dialog outline-none"
        >
          <Dialog.Title className="sr-only">Search or jump to</Dialog.Title>
          <Palette />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

/** Enough for what one looks for by name; the lists themselves have search and filters. */
const runsShown = 12;

function Palette() {
  const trpc = useTRPC();
  const router = useRouter();
  const { viewer, setPaletteOpen } = useShell();
  const { setTheme } = useTheme();
  const stacks = useQuery(trpc.stacks.list.queryOptions({}));
  const runs = useQuery(trpc.runs.list.queryOptions({ limit: runsShown }));

  function act(action: () => void) {
    setPaletteOpen(false);
    action();
  }
  const go = (href: string) => () => act(() => router.push(href));

  return (
    <Command label="Search or jump to" loop>
      <div className="flex items-center gap-2 border-b border-line px-3.5">
        <Search aria-hidden className="size-4 shrink-0 text-fg-faint" />
        <Command.Input
          autoFocus
          placeholder="A stack, a run, a page, an action"
          className="h-12 flex-1 bg-transparent text-base text-fg outline-none"
        />
        <Kbd>Esc</Kbd>
      </div>
      <Command.List className="max-h-[min(24rem,60vh)] overflow-y-auto p-1.5">
        <Command.Empty className="px-3 py-8 text-center text-sm text-fg-muted">
          Nothing of that name. Try a part of it.
        </Command.Empty>
        <Group heading="Actions">
          {may(viewer.role, 'stack.request') ? (
            <Item icon={CirclePlus} onSelect={go('/stacks/new')}>
              Request a stack
            </Item>
          ) : null}
          {may(viewer.role, 'target.manage') ? (
            <Item icon={CloudCog} onSelect={go('/targets/new')}>
              Add a target
            </Item>
          ) : null}
        </Group>
        <Group heading="Go to">
          {navigationFor(viewer.role).map((item) => (
            <Item key={item.href} icon={item.icon} onSelect={go(item.href)}>
              {item.label}
            </Item>
          ))}
        </Group>
        <Group heading="Stacks">
          {stacks.data?.items.map((stack) => (
            <Item
              key={stack.id}
              value={`stack ${stack.slug} ${stack.id}`}
              icon={Layers}
              onSelect={go(`/stacks/${stack.id}`)}
              note={`${stackStatusLooks[stack.status].label} · ${stack.team.name}`}
            >
              {stack.slug}
            </Item>
          ))}
        </Group>
        <Group heading="Recent runs">
          {runs.data?.items.map((run) => (
            <Item
              key={run.id}
              value={`run ${run.stack.slug} ${run.kind} ${run.id}`}
              icon={runKindLooks[run.kind].icon}
              onSelect={go(`/runs/${run.id}`)}
              note={runLook(run).label}
            >
              {runKindLooks[run.kind].label} {run.stack.slug}
            </Item>
          ))}
        </Group>
        <Group heading="Theme and account">
          <Item icon={Sun} onSelect={() => act(() => setTheme('light'))}>
            Light theme
          </Item>
          <Item icon={Moon} onSelect={() => act(() => setTheme('dark'))}>
            Dark theme
          </Item>
          <Item icon={Monitor} onSelect={() => act(() => setTheme('system'))}>
            Theme as the system
          </Item>
          <Item icon={LogOut} onSelect={() => act(() => void signOut())}>
            Sign out
          </Item>
        </Group>
      </Command.List>
    </Command>
  );
}

function Group({ heading, children }: { heading: string; children: ReactNode }) {
  if (Children.toArray(children).length === 0) return null;
  return (
    <Command.Group
      heading={heading}
      className="[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-fg-faint"
    >
      {children}
    </Command.Group>
  );
}

type ItemProps = { icon: LucideIcon; onSelect: () => void; children: ReactNode; note?: string; value?: string };

function Item({ icon: Icon, onSelect, children, note, value }: ItemProps) {
  return (
    <Command.Item
      onSelect={onSelect}
      {...(value ? { value } : {})}
      className="flex h-9 cursor-pointer items-center gap-2.5 rounded-md px-2 text-sm data-[selected=true]:bg-hover"
    >
      <Icon aria-hidden className="size-4 shrink-0 text-fg-muted" />
      <span className="min-w-0 flex-1 truncate">{children}</span>
      {note ? <span className="shrink-0 text-xs text-fg-muted">{note}</span> : null}
    </Command.Item>
  );
}
