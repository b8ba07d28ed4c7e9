'use client';

import { ChevronsUpDown, LogOut, Monitor, Moon, Settings, Sun } from 'lucide-react';
import { Link } from '#components/ui/link.tsx';
import { Menu, MenuItem, MenuLabel, MenuRadio, MenuSeparator } from '#components/ui/menu.tsx';
import { signOut } from '#features/session/actions.ts';
import { capitalize, initials } from '#format/words.ts';
import { useViewer } from './shellContext.tsx';
import { useTheme } from './themeContext.tsx';

export function UserMenu() {
  const viewer = useViewer();
  const { theme, setTheme } = useTheme();
  return (
    <Menu
      align="start"
      side="top"
      trigger={
        <button type="button" className="flex w-full items-center gap-2.5 rounded-md p-1.5 text-left hover:bg-hover">
          <Avatar name={viewer.name} />
          <span className="min-w-0 flex-1">
            <span className="block truncate text-sm font-medium">
              <span className="sr-only">Account: </span>
              {viewer.name}
            </span>
            <span className="block truncate text-xs text-fg-muted">{capitalize(viewer.role)}</span>
          </span>
          <ChevronsUpDown aria-hidden className="size-4 text-fg-faint" />
        </button>
      }
    >
      <MenuLabel>{viewer.email}</MenuLabel>
      <MenuItem asChild>
        <Link href="/settings">
          <Settings aria-hidden />
          Settings
        </Link>
      </MenuItem>
      <MenuSeparator />
      <MenuLabel>Theme</MenuLabel>
      <MenuRadio
        value={theme}
        onChange={setTheme}
        options={[
          { value: 'system', label: 'As the system', icon: <Monitor aria-hidden /> },
          { value: 'light', label: 'Light', icon: <Sun aria-hidden /> },
          { value: 'dark', label: 'Dark', icon: <Moon aria-hidden /> },
        ]}
      />
      <MenuSeparator />
      <MenuItem onSelect={() => void signOut()}>
        <LogOut aria-hidden />
        Sign out
      </MenuItem>
    </Menu>
  );
}

export function Avatar({ name }: { name: string }) {
  return (
    <span
      aria-hidden
      className="grid size-7 shrink-0 place-items-center rounded-full border border-accent-line bg-accent-tint text-2xs font-semibold text-accent-text"
    >
      {initials(name)}
    </span>
  );
}
