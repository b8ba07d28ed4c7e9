import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { workerSession } from '@flowport/db/evidence';
import { type Child, startChild } from '../process/child.ts';
import { root } from '../root.ts';
import { type DatabaseProxy, openDatabaseProxy } from './databaseProxy.ts';
import { type Disk, mountDisk } from './disk.ts';
import { killProcess, processesIn } from './processes.ts';

/** A worker that runs now. A place keeps its disk and network when its worker dies and another one is started there. */
export type Worker = {
  /** `w2.5`: the fifth worker of the second place; what it is called in the database. */
  name: string;
  place: Place;
  /** Its folders lie there. */
  directory: string;
};

type Place = { number: number; proxy: DatabaseProxy; disk: Disk | undefined; clockSeconds: number };

type Death = { name: string; at: Date };

export type Fleet = {
  readonly deaths: readonly Death[];
  /** Whether workers have a disk that can be full. */
  readonly hasDisks: boolean;
  find(name: string): Worker | undefined;
  any(number: number): Worker | undefined;
  /** SIGKILL; with its Terraform when the whole machine is meant. Another worker is started in its place. */
  kill(worker: Worker, what: { withTerraform: boolean }): Promise<void>;
  suspend(worker: Worker): boolean;
  resume(worker: Worker): void;
  /** Ends it in order and starts another one whose clock is off. */
  restart(worker: Worker, clockSeconds: number): Promise<void>;
  /** What is left of runs in all places. */
  leftFolders(): Promise<string[]>;
  /** What still works in the folder of a run, in any place. */
  processes(runId: string): Promise<number[]>;
  /** Starts each place once more, as a machine that comes back, and stops all in order. */
  settle(): Promise<void>;
  close(): Promise<void>;
};

export type FleetSettings = {
  places: number;
  dataDir: string;
  /** The connection string with the server's own port. */
  databaseUrl: () => string;
  leaseSeconds: number;
  env: Record<string, string>;
};

type Running = Worker & { child: Child; isLeaving: boolean };

/** How soon a service manager starts a dead worker anew. */
const restartMilliseconds = 1000;

export async function startFleet(settings: FleetSettings): Promise<Fleet> {
  const { dataDir } = settings;
  const running = new Map<number, Running>();
  const pending = new Set<Promise<void>>();
  const deaths: Death[] = [];
  let generation = 0;
  let isClosing = false;
  const directoryOf = (number: number) => join(dataDir, `worker-${number}`);
  const runsOf = (number: number) => join(directoryOf(number), 'worker', 'runs');

  const start = async (place: Place): Promise<void> => {
    const name = `w${place.number}.${++generation}`;
    const directory = directoryOf(place.number);
    const url = new URL(settings.databaseUrl());
    url.port = String(place.proxy.port);
    const shift = new URL('./shiftClock.mjs', import.meta.url);
    shift.searchParams.set('seconds', String(place.clockSeconds));
    const child = startChild({
      name,
      args: [...(place.clockSeconds === 0 ? [] : ['--import', shift.href]), 'apps/worker/src/main.ts'],
      cwd: root,
      env: {
        ...settings.env,
        DATABASE_URL: workerSession(url.href, name),
        FLOWPORT_DATA_DIR: directory,
        FLOWPORT_LEASE_SECONDS: String(settings.leaseSeconds),
      },
      logFile: join(dataDir, 'log', `worker-${place.number}.log`),
      graceSeconds: 30,
    });
    const worker: Running = { name, place, directory, child, isLeaving: false };
    running.set(place.number, worker);
    // A worker may end by itself too, for instance when it cannot reach its database at the start.
    void child.ended.then(() => {
      if (running.get(place.number) === worker) running.delete(place.number);
      if (!worker.isLeaving && !isClosing) startSoon(place);
    });
    await child.ready.catch(() => undefined);
  };
  const startSoon = (place: Place): void => {
    const starting = new Promise((resolve) => setTimeout(resolve, restartMilliseconds)).then(() =>
      isClosing ? undefined : start(place),
    );
    pending.add(starting);
    void starting.finally(() => pending.delete(starting));
  };

  const places = await Promise.all(
    Array.from({ length: settings.places }, async (_, index): Promise<Place> => {
      await mkdir(directoryOf(index + 1), { recursive: true });
      const proxy = await openDatabaseProxy(() => Number(new URL(settings.databaseUrl()).port));
      return { number: index + 1, proxy, disk: await mountDisk(directoryOf(index + 1)), clockSeconds: 0 };
    }),
  );
  await Promise.all(places.map(start));

  const own = (worker: Worker) => {
    const found = running.get(worker.place.number);
    return found?.name === worker.name ? found : undefined;
  };
  const stop = async (worker: Running) => {
    worker.isLeaving = true;
    worker.child.signal('SIGCONT');
    await worker.child.stop();
  };
  const stopAll = () => Promise.all([...running.values()].map(stop));
  return {
    deaths,
    hasDisks: places.every((place) => place.disk !== undefined),
    find: (name) => [...running.values()].find((worker) => worker.name === name),
    any: (number) => {
      const all = [...running.values()];
      return all[number % Math.max(1, all.length)];
    },
    kill: async (worker, { withTerraform }) => {
      const victim = own(worker);
      if (!victim) return;
      const terraforms = withTerraform ? await processesIn(worker.directory) : [];
      deaths.push({ name: worker.name, at: new Date() });
      victim.child.signal('SIGKILL');
      for (const pid of terraforms) killProcess(pid);
      await victim.child.ended;
    },
    suspend: (worker) => own(worker)?.child.signal('SIGSTOP') ?? false,
    resume: (worker) => {
      own(worker)?.child.signal('SIGCONT');
    },
    restart: async (worker, clockSeconds) => {
      const victim = own(worker);
      if (!victim) return;
      await stop(victim);
      victim.place.clockSeconds = clockSeconds;
      await start(victim.place);
    },
    leftFolders: async () => {
      const lists = await Promise.all(places.map(({ number }) => readdir(runsOf(number)).catch(() => [])));
      return lists.flat();
    },
    processes: async (runId) => {
      const found = places.map(({ number }) => processesIn(join(runsOf(number), runId)));
      return (await Promise.all(found)).flat();
    },
    settle: async () => {
      await Promise.all(pending);
      await stopAll();
      for (const place of places) place.clockSeconds = 0;
      await Promise.all(places.map(start));
      await stopAll();
    },
    close: async () => {
      isClosing = true;
      await Promise.all(pending);
      await stopAll();
      for (const { number, proxy, disk } of places) {
        await proxy.close();
        for (const pid of await processesIn(directoryOf(number))) killProcess(pid);
        await disk?.unmount();
      }
    },
  };
}
