/**
 * `npm run lock`: writes package-lock.json anew from the package.json files, for every platform. npm leaves out the
 * packages of other platforms that the registry in use does not carry, and `npm ci` then refuses the whole lock file;
 * so they are added here as their parents name them. None is ever fetched on a platform that it is not for.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const systems = ['darwin', 'win32', 'linux', 'android', 'freebsd', 'openbsd', 'netbsd', 'sunos', 'aix', 'openharmony'];
const processors = ['arm64', 'x64', 'ia32', 'arm', 'ppc64', 'riscv64', 's390x', 'loong64', 'mips64el', 'wasm32'];

const lock = JSON.parse(resolveAnew());
const packages = withoutExtraneous(lock.packages);
for (const [place, { optionalDependencies = {}, dev }] of Object.entries(packages)) {
  for (const [name, range] of Object.entries(optionalDependencies)) {
    if (isLocked(place, name)) continue;
    packages[`node_modules/${name}`] = {
      version: range.replace(/^[\^~]/, ''),
      ...(dev && { dev }),
      ...platformOf(name),
      optional: true,
    };
  }
}
lock.packages = Object.fromEntries(Object.entries(packages).sort(([left], [right]) => (left < right ? -1 : 1)));
writeFileSync(join(root, 'package-lock.json'), `${JSON.stringify(lock, null, 2)}\n`);

/** In an empty folder: what lies in node_modules here would decide what npm takes for needed. */
function resolveAnew() {
  const scratch = mkdtempSync(join(tmpdir(), 'flowport-lock-'));
  for (const file of [
    'package.json',
    ...globSync('{apps,packages}/*/package.json', { cwd: root }),
    'e2e/package.json',
  ]) {
    mkdirSync(dirname(join(scratch, file)), { recursive: true });
    copyFileSync(join(root, file), join(scratch, file));
  }
  const { status } = spawnSync('npm', ['install', '--package-lock-only', '--no-audit', '--no-fund'], {
    cwd: scratch,
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(1);
  const text = readFileSync(join(scratch, 'package-lock.json'), 'utf8');
  rmSync(scratch, { recursive: true });
  return text;
}

function withoutExtraneous(all) {
  return Object.fromEntries(Object.entries(all).filter(([, { extraneous }]) => !extraneous));
}

/** Looks where Node would: beside the package, then in every folder above. */
function isLocked(place, name) {
  for (let folder = place; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('node_modules/') - 1))) {
    if (packages[`${folder === '' ? '' : `${folder}/`}node_modules/${name}`]) return true;
    if (folder === '') return false;
  }
}

/** Platform packages say in their names what they are for. */
function platformOf(name) {
  const words = name
    .replace('windows', 'win32')
    .replace(/(win32|darwin)-64$/, '$1-x64')
    .split(/[-/_]/);
  const os = systems.filter((system) => words.includes(system));
  const cpu = processors.filter((processor) => words.includes(processor));
  const musl = words.some((word) => word.startsWith('musl'));
  const gnu = words.some((word) => word.startsWith('gnu'));
  return {
    ...(cpu.length > 0 && { cpu }),
    ...(os.includes('linux') && (musl || gnu) && { libc: [musl ? 'musl' : 'glibc'] }),
    ...(os.length > 0 && { os }),
  };
}
