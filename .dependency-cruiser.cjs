/** The walls between the rooms, as ARCHITECTURE.md draws them. */
const only = (from, ...allowed) => ({
  name: `${from.replace(/\W+/g, '-').replace(/^-|-$/g, '')}-imports`,
  severity: 'error',
  comment: `${from} may import only: ${allowed.join(', ') || 'nothing of ours'}`,
  // A lab of tests may put real rooms together, and use what is in testing/.
  from: { path: `^${from}/`, pathNot: '(/fixtures/|\\.test\\.ts$)' },
  to: {
    path: '^(src|acceptance|demo|perf|golden|public-files|compat|random|testing|scripts|console)/',
    pathNot: [from, ...allowed].map((room) => `^${room}(/|$)`),
  },
})

module.exports = {
  forbidden: [
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    only('src/base'),
    only('src/protocol', 'src/base'),
    only('src/worker', 'src/base', 'src/protocol'),
    only('src/worker/sql', 'src/base', 'src/protocol'),
    {
      name: 'templates-of-engine-text',
      severity: 'error',
      comment:
        'Engine text is written by the records of functions and operators, and by what prints; not by what binds, plans or keeps sessions',
      from: {
        path: '^src/',
        pathNot: '^src/worker/sql/((functions|bound|render)/|(cast|json-row)-text\\.ts$)|/fixtures/|\\.test\\.ts$',
      },
      to: { path: '^src/worker/sql/bound/template\\.ts$' },
    },
    {
      name: 'quotes-of-engine-text',
      severity: 'error',
      comment:
        'What quotes names and texts for the engine writes engine text: in worker/sql only the records of functions and operators, and what prints',
      from: {
        path: '^src/worker/sql/',
        pathNot: '^src/worker/sql/((functions|dialect|render)/|json-row-text\\.ts$)|/fixtures/|\\.test\\.ts$',
      },
      to: { path: '^src/worker/sql/dialect/' },
    },
    {
      name: 'one-printer',
      severity: 'error',
      comment: 'A query is printed as a whole, by render/duckdb/query.ts: no other room prints a value or knows a macro',
      from: {
        path: '^src/',
        // It writes around text that is printed already.
        pathNot: '^src/worker/sql/(render/duckdb/|cast-text\\.ts$)|/fixtures/|\\.test\\.ts$',
      },
      to: { path: '^src/worker/sql/render/duckdb/', pathNot: '/(query|result-query|engine-macros|engine-settings)\\.ts$' },
    },
    only('src/worker/channel', 'src/base', 'src/protocol'),
    only('src/worker/engine', 'src/base', 'src/protocol'),
    only('src/worker/sources', 'src/worker/engine', 'src/worker/sql', 'src/base', 'src/protocol'),
    only('src/worker/sources/shared', 'src/worker/engine', 'src/worker/sql', 'src/base', 'src/protocol'),
    only('src/worker/sources/files', 'src/worker/sources/shared', 'src/worker/engine', 'src/worker/sql', 'src/base', 'src/protocol'),
    only('src/worker/sources/postgres', 'src/worker/sources/shared', 'src/worker/engine', 'src/worker/sql', 'src/base', 'src/protocol'),
    only('src/worker/sources/mysql', 'src/worker/sources/shared', 'src/worker/engine', 'src/worker/sql', 'src/base', 'src/protocol'),
    only('src/worker/sources/clickhouse', 'src/worker/sources/shared', 'src/worker/engine', 'src/worker/sql', 'src/base', 'src/protocol'),
    only('src/worker/sources/mongo', 'src/worker/sources/shared', 'src/worker/engine', 'src/worker/sql', 'src/base', 'src/protocol'),
    only('src/worker/sources/css', 'src/worker/sources/shared', 'src/worker/engine', 'src/worker/sql', 'src/base', 'src/protocol'),
    only('src/worker/sources/redis', 'src/worker/sources/shared', 'src/worker/engine', 'src/worker/sql', 'src/base', 'src/protocol'),
    only('src/worker/jobs', 'src/worker/sources', 'src/worker/engine', 'src/worker/sql', 'src/worker/channel', 'src/base', 'src/protocol'),
    only('src/worker/warm-up', 'src/worker/jobs', 'src/worker/engine', 'src/worker/sql', 'src/worker/channel', 'src/base', 'src/protocol'),
    only('src/server/domain', 'src/base', 'src/protocol'),
    only('src/server/store', 'src/server/domain', 'src/base', 'src/protocol'),
    only('src/server/network', 'src/server/domain', 'src/base', 'src/protocol'),
    only('src/server/compute', 'src/server/domain', 'src/base', 'src/protocol'),
    only(
      'src/server/control',
      'src/server/store',
      'src/server/network',
      'src/server/compute',
      'src/server/domain',
      'src/base',
      'src/protocol',
    ),
    only('src/server/api', 'src/server/control', 'src/server/domain', 'src/base', 'src/protocol'),
    only('src/agent', 'src/base', 'src/protocol'),
    only('src/client', 'src/base'),
    only('src/cli', 'src/server', 'src/agent', 'src/client', 'src/base', 'src/protocol'),
    only('acceptance', 'testing'),
    only('demo', 'testing'),
    only('compat', 'testing'),
    only('testing'),
    // The console speaks to the server by its API alone; what runs in a browser, too, it may share.
    only('console/src', 'src/client', 'src/base'),
    only('console/tests', 'testing'),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
      extensions: ['.ts', '.mjs', '.js', '.json'],
    },
  },
}
