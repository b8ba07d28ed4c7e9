'use client';

import type { Viewer } from '@flowport/domain';
import { createContext, type ReactNode, use, useState } from 'react';

type Shell = {
  viewer: Viewer;
  drawerOpen: boolean;
  setDrawerOpen: (open: boolean) => void;
  paletteOpen: boolean;
  setPaletteOpen: (open: boolean) => void;
};

const ShellContext = createContext<Shell | null>(null);

export function ShellProvider({ viewer, children }: { viewer: Viewer; children: ReactNode }) {
  const [drawerOpen, setDrawerOpen] = useState(false);
  const [paletteOpen, setPaletteOpen] = useState(false);
  return (
    <ShellContext value={{ viewer, drawerOpen, setDrawerOpen, paletteOpen, setPaletteOpen }}>{children}</ShellContext>
  );
}

export function useShell(): Shell {
  const shell = use(ShellContext);
  if (!shell) throw new Error('useShell is called outside of the signed-in part of the portal');
  return shell;
}

export function useViewer(): Viewer {
  return useShell().viewer;
}
