const any = '^(src|commands)/';
const forbid = (name, from, to, comment) => ({ name, severity: 'error', comment, from, to });

/** The arrows of the tree; each rule names what it keeps apart. */
module.exports = {
  forbidden: [
    forbid('no-circular', {}, { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } }),
    {
      name: 'no-feature-circles',
      severity: 'error',
      scope: 'folder',
      from: { path: '^src/features/' },
      to: { path: '^src/features/', circular: true },
    },
    forbid('kernel-is-a-leaf', { path: '^src/kernel' }, { path: any, pathNot: '^src/kernel' }),
    forbid(
      'through-the-door-features',
      { path: '^src/features/([^/]+)/' },
      { path: '^src/features/([^/]+)/(?!(index|ports)\\.ts$)', pathNot: '^src/features/$1/' },
    ),
    forbid(
      'through-the-door-others',
      { path: any, pathNot: '^src/features/' },
      { path: '^src/features/[^/]+/(?!(index|ports)\\.ts$)' },
    ),
    forbid(
      'ports-are-types',
      { path: any },
      { path: '^src/features/[^/]+/ports\\.ts$', dependencyTypesNot: ['type-only'] },
    ),
    forbid(
      'features-know-no-world',
      { path: '^src/features/' },
      { path: '^(commands|src/(adapters|slack|web|jobs|simulator|compose|wiring|main|config))' },
    ),
    forbid(
      'knex-in-db-and-stores',
      { path: any, pathNot: '^src/(db/|features/[^/]+/(store|queries)\\.ts$)' },
      { path: '^(knex|node_modules/knex)' },
    ),
    forbid('bolt-in-slack', { path: any, pathNot: '^src/(slack|compose)' }, { path: '@slack/bolt' }),
    forbid(
      'rules-are-pure',
      { path: '^src/features/[^/]+/rules\\.ts$' },
      { path: '(store|ports)\\.ts$|^src/db|node_modules', dependencyTypesNot: ['type-only'] },
    ),
    forbid('db-knows-kernel-only', { path: '^src/db' }, { path: any, pathNot: '^src/(db|kernel)' }),
    forbid(
      'surfaces-know-no-world',
      { path: '^src/(slack|web|jobs)/' },
      { path: '^src/(db|adapters|simulator|config|main)' },
    ),
    forbid(
      'surfaces-apart',
      { path: '^src/(slack|web|jobs)/' },
      { path: '^src/(slack|web|jobs)/', pathNot: '^src/$1/' },
    ),
    forbid(
      'adapters-apart',
      { path: '^src/adapters/([^/]+)/' },
      { path: '^src/adapters/', pathNot: '^src/adapters/$1/' },
    ),
    forbid('adapters-no-db', { path: '^src/adapters/' }, { path: '^src/(db|slack|web|jobs|compose|wiring)' }),
    forbid(
      'adapters-types-only',
      { path: '^src/adapters/' },
      { path: '^src/features/', dependencyTypesNot: ['type-only'] },
    ),
    forbid(
      'commands-are-thin',
      { path: '^commands/' },
      { path: '^src/', pathNot: '^src/(features/[^/]+/index\\.ts|slack/|kernel/)' },
    ),
    forbid('only-compose-knows-commands', { path: '^src/', pathNot: '^src/compose\\.ts$' }, { path: '^commands/' }),
    forbid(
      'root-is-not-imported',
      { path: any, pathNot: '^src/(main\\.ts$|workspace\\.ts$|compose\\.ts$|cli/)' },
      { path: '^src/(compose|wiring)\\.ts$' },
    ),
    forbid('simulator-apart', { path: '^src/simulator' }, { path: any, pathNot: '^src/(simulator|kernel)' }),
    forbid('migrations-frozen', { path: '^migrations/(?!index)' }, { path: '^(src|commands|tests)/' }),
    forbid('no-tests-in-product', { path: '^(src|commands|migrations)/' }, { path: '^tests/' }),
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^src/simulator/page/' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.js', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default'],
    },
  },
};
