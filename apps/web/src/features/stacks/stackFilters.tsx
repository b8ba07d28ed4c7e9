'use client';

import { stackStatusSchema } from '@flowport/domain';
import { useQuery } from '@tanstack/react-query';
import { ChevronDown, ListFilter, X } from 'lucide-react';
import { useTRPC } from '#client/trpc.tsx';
import { Button } from '#components/ui/button.tsx';
import { Checkbox, Select } from '#components/ui/controls.tsx';
import { Menu, MenuCheck } from '#components/ui/menu.tsx';
import { SearchField } from '#components/ui/searchField.tsx';
import { StatusText } from '#components/ui/statusLabel.tsx';
import type { loadStackList } from './listQuery.ts';
import { isFiltered } from './listQuery.ts';
import { stackStatusLooks } from './stackStatus.tsx';

type State = Awaited<ReturnType<typeof loadStackList>>;
type FiltersProps = { state: State; onChange: (change: { [K in keyof State]?: State[K] | null }) => void };

export function StackFilters({ state, onChange }: FiltersProps) {
  const trpc = useTRPC();
  const teams = useQuery(trpc.teams.list.queryOptions(undefined, { staleTime: 60_000 }));
  const targets = useQuery(trpc.targets.list.queryOptions(undefined, { staleTime: 60_000 }));
  return (
    <search>
      <form action="/stacks" className="mb-4 flex flex-wrap items-center gap-2">
        <SearchField
          label="Search stacks"
          placeholder="Search by name or description"
          value={state.search}
          onChange={(search) => onChange({ search: search === '' ? null : search })}
          className="w-full sm:w-64"
        />
        <Menu
          align="start"
          trigger={
            <Button className="js-only">
              <ListFilter aria-hidden />
              Status
              {state.status.length > 0 ? (
                <span className="rounded-full bg-accent-tint px-1.5 text-xs text-accent-text">
                  {state.status.length}
                </span>
              ) : null}
              <ChevronDown aria-hidden className="text-fg-faint" />
            </Button>
          }
        >
          {stackStatusSchema.options.map((status) => (
            <MenuCheck
              key={status}
              checked={state.status.includes(status)}
              onChange={(checked) =>
                onChange({
                  status: checked ? [...state.status, status] : state.status.filter((other) => other !== status),
                })
              }
            >
              <StatusText look={{ ...stackStatusLooks[status], spins: false }} />
            </MenuCheck>
          ))}
        </Menu>
        <Select
          name="team"
          aria-label="Team"
          className="w-auto min-w-32"
          value={state.team}
          onChange={(event) => onChange({ team: event.target.value || null })}
        >
          <option value="">All teams</option>
          {teams.data?.items.map((team) => (
            <option key={team.id} value={team.id}>
              {team.name}
            </option>
          ))}
        </Select>
        <Select
          name="target"
          aria-label="Target"
          className="w-auto min-w-32"
          value={state.target}
          onChange={(event) => onChange({ target: event.target.value || null })}
        >
          <option value="">All targets</option>
          {targets.data?.items.map((target) => (
            <option key={target.id} value={target.id}>
              {target.name}
            </option>
          ))}
        </Select>
        <Checkbox
          name="gone"
          value="true"
          label="Destroyed too"
          className="ml-1"
          checked={state.gone}
          onChange={(event) => onChange({ gone: event.target.checked || null })}
        />
        {isFiltered(state) ? (
          <Button
            kind="ghost"
            className="js-only"
            onClick={() => onChange({ search: null, status: null, team: null, target: null })}
          >
            <X aria-hidden />
            Clear
          </Button>
        ) : null}
        <noscript>
          <button type="submit">Apply</button>
        </noscript>
      </form>
    </search>
  );
}
