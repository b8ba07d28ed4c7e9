/**
 * What Flowport builds: the blueprint `metaflow-eks` as a CDKTF program. Synth is a pure function of a stack's parameters;
 * this package reads no environment, knows no credentials, runs no Terraform and talks to nobody.
 */
export * from './addresses.ts';
export { dataAddresses } from './constructs/Datastore.ts';
export { addressTag, addressTagValue, stackTag } from './importing/addressTag.ts';
export type { Lookup } from './importing/configuredValue.ts';
export { importId, isHarmlessAgain, type Unstated, whyNotImportable } from './importing/importRules.ts';
export type { DataProtection, LayerDocument, LayerDocuments, SynthInput, SynthTarget } from './input.ts';
export { blueprint, synthesize } from './metaflowEks.ts';
export { literal } from './synth/literal.ts';
