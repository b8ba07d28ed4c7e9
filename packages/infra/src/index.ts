export * from './addresses.ts';
export type { LayerDocument, LayerDocuments, SynthInput, SynthTarget } from './input.ts';
export { blueprint, synthesize } from './metaflowEks.ts';
export { literal } from './synth/literal.ts';
