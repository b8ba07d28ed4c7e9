// Loaded into a worker before anything else: `--import …/shiftClock.mjs?seconds=N`. Every Date of the process is off by
// that much, whoever asks for it; its monotonic clock runs on as that of a machine with a wrong clock does.
const milliseconds = 1000 * Number(new URL(import.meta.url).searchParams.get('seconds'));
const Real = globalThis.Date;
const now = () => Real.now() + milliseconds;

globalThis.Date = new Proxy(Real, {
  construct: (target, given, self) => Reflect.construct(target, given.length === 0 ? [now()] : given, self),
  apply: () => new Real(now()).toString(),
  get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
});
