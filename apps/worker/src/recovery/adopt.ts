import { type StateFile, taggedResources } from '@flowport/aws';
import { listJournal } from '@flowport/db';
import { AppError, type Layer, layers } from '@flowport/domain';
import { addressTag, importId, isHarmlessAgain, stackTag, whyNotImportable } from '@flowport/infra';
import { type SavedPlan, TerraformFailure } from '@flowport/terraform';
import type { RunWork } from '../run/runWork.ts';
import { init } from '../steps/init.ts';
import { synthesisOf } from '../steps/synth.ts';
import { absentIn } from './absent.ts';
import { adoptingDocument } from './adoptingDocument.ts';
import { consoleLink } from './consoleLink.ts';
import { type Missing, missingFromState, untoldOf } from './missing.ts';
import { idsIn, referencesOf } from './references.ts';
import type { Story } from './story.ts';

/**
 * Brings into the states what this run has created and what they do not know: by import blocks, in a plan that does
 * nothing else. What can't be imported is named in the story. Afterwards what is in AWS is in the states, so that any
 * plan may follow, or none.
 * The directories of the layers must be in place, and their states unlocked.
 */
export async function adoptMissing(work: RunWork, story: Story): Promise<void> {
  const missing = await findMissing(work);
  const all = layers.flatMap((layer) => missing[layer].missing);
  if (all.length === 0) return;
  const told = all.filter(({ isTold }) => isTold);
  if (told.length > 0) await tellMissing(story, told);
  const arns = await findByTags(work, missing);
  for (const layer of layers)
    if (missing[layer].missing.length > 0) await adoptLayer(work, { layer, story, missing, arns });
}

async function tellMissing(story: Story, told: readonly Missing[]): Promise<void> {
  const heard = told.filter(({ id }) => id !== null).length;
  const begun = told.length - heard;
  await story.tell(
    heard === 0
      ? `${count(begun, 'resource')} had been begun that the state does not know.`
      : `${count(heard, 'resource')} had been created that the state does not know${begun > 0 ? `, and ${begun} more had been begun` : ''}.`,
    told.map(({ address, id }) => `${address}${id === null ? ' (begun)' : ` ${id}`}`).join('\n'),
  );
}

type Found = { state: StateFile | undefined; missing: Missing[] };
type MissingByLayer = Record<Layer, Found>;

async function findMissing(work: RunWork): Promise<MissingByLayer> {
  await work.journal.drain();
  const journal = await listJournal(work.context.db, work.run.id);
  const ofLayer = async (layer: Layer): Promise<Found> => {
    const said = journal.filter((entry) => entry.layer === layer);
    const state = await work.states.readState(work.run.stack.slug, layer);
    return { state, missing: missingFromState(said, state) };
  };
  const [foundation, cluster, services] = await Promise.all([
    ofLayer('foundation'),
    ofLayer('cluster'),
    ofLayer('services'),
  ]);
  return withUntold(work, { foundation, cluster, services });
}

/**
 * The worker may have died before it had written down what Terraform said last, so what was begun in the layer that was
 * at work is looked for as well. That is the first one that lacks something: a layer begins when those below are complete.
 */
function withUntold(work: RunWork, found: MissingByLayer): MissingByLayer {
  const { documents } = synthesisOf(work);
  const atWork = layers.find(
    (layer) => found[layer].missing.length > 0 || untoldOf(documents[layer], found[layer]).length > 0,
  );
  // Above a cluster that sleeps nothing is applied.
  if (atWork === undefined || (atWork === 'services' && work.run.parameters.asleep)) return found;
  const { state, missing } = found[atWork];
  return { ...found, [atWork]: { state, missing: [...missing, ...untoldOf(documents[atWork], found[atWork])] } };
}

/** By layer and address, the ARN of what carries its tag and is in no state. */
async function findByTags(work: RunWork, missing: MissingByLayer): Promise<Map<string, string>> {
  const isWanted = layers.some((layer) => missing[layer].missing.some(({ type }) => type.startsWith('aws_')));
  if (!isWanted) return new Map();
  const tagged = await taggedResources(work.caller, { key: stackTag, value: work.stack.id });
  const known = new Set(layers.flatMap((layer) => [...idsIn(missing[layer].state)]));
  const isKnown = (arn: string) => known.has(arn) || known.has(arn.slice(arn.lastIndexOf('/') + 1));
  const found = new Map<string, string>();
  for (const { arn, tags } of tagged) {
    const place = tags[addressTag];
    if (place !== undefined && !isKnown(arn)) found.set(place, arn);
  }
  return found;
}

type LayerAdoption = { layer: Layer; story: Story; missing: MissingByLayer; arns: ReadonlyMap<string, string> };

async function adoptLayer(work: RunWork, { layer, story, missing, arns }: LayerAdoption): Promise<void> {
  const document = synthesisOf(work).documents[layer];
  const { region, deployerRoleArn } = work.target;
  const ofLayer = missing[layer].missing;
  const arnsHere = new Map(
    ofLayer.flatMap(({ address }) => {
      const arn = arns.get(`${layer}/${address}`);
      return arn === undefined ? [] : [[address, arn]];
    }),
  );
  const idsHere = new Map(
    ofLayer.flatMap((one) => {
      const arn = arnsHere.get(one.address);
      const id = arn === undefined ? undefined : importId(document, { ...one, arn }, () => undefined);
      return id === undefined ? [] : [[one.address, id]];
    }),
  );
  const states = await statesOf(work);
  const lookup = referencesOf({
    layer,
    states,
    missing: ofLayer,
    arns: arnsHere,
    ids: idsHere,
    partition: deployerRoleArn.split(':')[1] ?? 'aws',
  });
  const imports = new Map<string, string>();
  for (const one of ofLayer) {
    const id = importId(document, { ...one, arn: arnsHere.get(one.address) ?? null }, lookup);
    if (one.inState === 'replaced') {
      await story.ask(
        `${one.address} was created anew as ${one.id ?? 'something'}, beside the one that it replaces and that the state holds. Look at both, and delete the one that is not wanted.`,
        consoleLink(region, one),
      );
    } else if (id !== undefined) imports.set(one.address, id);
    else if (one.isTold) await tellUnfound(story, region, one);
  }
  if (imports.size === 0) return;
  await init(work, layer);
  const forgotten = ofLayer.filter(({ inState, address }) => inState === 'gone' && imports.has(address));
  if (forgotten.length > 0) {
    const session = await work.terraform(layer, { purpose: 'apply', log: work.log.of('apply', layer) });
    for (const { address } of forgotten) await session.forget(address);
  }
  const untold = new Set(ofLayer.filter(({ isTold }) => !isTold).map(({ address }) => address));
  const absent = await importAll(work, { layer, imports, untold });
  const heard = ofLayer.filter(({ address, id }) => absent.includes(address) && id !== null);
  if (imports.size > 0) {
    await story.tell(
      `${count(imports.size, 'resource')} of ${layer} ${imports.size === 1 ? 'was' : 'were'} imported into the state.`,
      [...imports].map(([address, id]) => `${address} ${id}`).join('\n'),
    );
  }
  for (const { address, id } of heard) await story.tell(`${address} ${id} is gone; it will be created again.`);
  const unborn = ofLayer.filter(({ address, id }) => absent.includes(address) && id === null && !untold.has(address));
  if (unborn.length > 0) {
    await story.tell(
      `${count(unborn.length, 'create')} of ${layer} had not come to anything.`,
      unborn.map(({ address }) => address).join('\n'),
    );
  }
}

async function tellUnfound(story: Story, region: string, one: Missing): Promise<void> {
  const why = whyNotImportable(one.type);
  if (why !== undefined) return story.tell(`${one.address} is not imported: ${why}.`);
  if (isHarmlessAgain(one.type)) return;
  if (one.id === null)
    return story.tell(`Nothing was found of ${one.address}, whose creation had begun.`, consoleLink(region, one));
  await story.ask(
    `${one.address} ${one.id} exists and could not be imported, since what it belongs to is not known. Look at it, and delete it if nothing uses it.`,
    consoleLink(region, one),
  );
}

/**
 * Plans and applies imports alone. Those whose object does not exist are taken out of `imports`; where an import fails for
 * another reason, all that nobody told of are: they are looked for, and do not hold up what is known to exist.
 * @returns their addresses.
 */
async function importAll(
  work: RunWork,
  { layer, imports, untold }: { layer: Layer; imports: Map<string, string>; untold: ReadonlySet<string> },
): Promise<string[]> {
  const { documents, texts } = synthesisOf(work);
  const { workdir } = work.folder;
  const absent: string[] = [];
  try {
    while (imports.size > 0) {
      await workdir.writeLayer(layer, `${JSON.stringify(adoptingDocument(documents[layer], imports), null, 2)}\n`);
      const session = await work.terraform(layer, {
        purpose: 'apply',
        log: work.log.of('apply', layer),
        onEvent: (event) => work.journal.record(layer, event),
      });
      try {
        const saved = await session.savePlan({ mode: 'apply', targets: [...imports.keys()] });
        requireImportsAlone(layer, saved, imports);
        await session.apply(saved);
        return absent;
      } catch (error) {
        const named = absentIn(diagnosticsOf(error), imports);
        const missing = named.length > 0 ? named : [...imports.keys()].filter((address) => untold.has(address));
        if (missing.length === 0 || work.signal.aborted) throw error;
        for (const address of missing) imports.delete(address);
        absent.push(...missing);
      }
    }
    return absent;
  } finally {
    await workdir.writeLayer(layer, texts[layer]);
    await work.journal.drain();
  }
}

/**
 * What an imported resource needs may be a value of Terraform alone that is lost. And since its configuration is ignored,
 * an update of it does no more than write down what the provider assumes where nothing is said. All else is not ours to
 * do here.
 */
function requireImportsAlone(layer: Layer, saved: SavedPlan, imports: ReadonlyMap<string, string>): void {
  const isOurs = ({ address, action }: SavedPlan['planned'][number]) =>
    action === 'unchanged' ||
    action === 'read' ||
    (action === 'update' && imports.has(address)) ||
    (action === 'create' && isHarmlessAgain(typeOf(address)));
  const more = saved.planned.filter((planned) => !isOurs(planned));
  if (more.length === 0) return;
  const [first] = more;
  throw new AppError(
    'conflict',
    `While importing into ${layer}: Terraform would also ${first?.action} ${first?.address}. Look at what exists, and request a change.`,
  );
}

function diagnosticsOf(error: unknown): TerraformFailure['diagnostics'] {
  return error instanceof AppError && error.cause instanceof TerraformFailure ? error.cause.diagnostics : [];
}

async function statesOf(work: RunWork): Promise<Record<Layer, StateFile | undefined>> {
  const { slug } = work.run.stack;
  const [foundation, cluster, services] = await Promise.all(layers.map((layer) => work.states.readState(slug, layer)));
  return { foundation, cluster, services };
}

function typeOf(address: string): string {
  return address.slice(0, address.indexOf('.'));
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
