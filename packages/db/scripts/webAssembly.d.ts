/** The little that schemaEngine.ts needs; @types/node leaves WebAssembly to the types of browsers. */
declare namespace WebAssembly {
  function instantiate(
    module: Uint8Array,
    imports: Record<string, Record<string, unknown>>,
  ): Promise<{ instance: { exports: Record<string, unknown> } }>;
}
