/** The services as a process of their own, for tests that kill it: `node testingProcess.ts DIR` prints the endpoint. */
import { createServer } from 'node:http';
import { join } from 'node:path';
import { loadSeed } from '../iam/seed.ts';
import { openObjectStore } from '../store/objects.ts';
import { createServices } from './services.ts';

const dataDir = process.argv[2];
if (dataDir === undefined) throw new Error('Usage: node testingProcess.ts DIR');
const services = createServices({
  dataDir,
  objects: openObjectStore(join(dataDir, 'objects.sqlite')),
  seed: loadSeed(dataDir),
  clock: () => new Date(),
});
const server = createServer((req, res) => services.handle(req, res));
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address !== null && typeof address === 'object') console.log(`http://127.0.0.1:${address.port}`);
});
