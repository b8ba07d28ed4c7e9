/**
 * The packages of the server, run by Node as they stand: they read files beside themselves, carry WebAssembly and are
 * large, none of which a bundle is good for. So only their types are known to the bundler. They have a copy of the domain
 * of their own: an AppError of theirs is told by its shape, and one that is thrown at them is made with theirs.
 */
export async function loadPackages() {
  const [api, aws, db, domain, infra] = await Promise.all([
    import(/* turbopackIgnore: true */ '@flowport/api'),
    import(/* turbopackIgnore: true */ '@flowport/aws'),
    import(/* turbopackIgnore: true */ '@flowport/db'),
    import(/* turbopackIgnore: true */ '@flowport/domain'),
    import(/* turbopackIgnore: true */ '@flowport/infra'),
  ]);
  return { api, aws, db, domain, infra };
}

export type Packages = Awaited<ReturnType<typeof loadPackages>>;
