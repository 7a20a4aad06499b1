/** npm run perf -- <name> [options]: runs one benchmark and prints what it measured, and on what. */

const benchmarks: Readonly<Record<string, { readonly about: string; run(args: readonly string[]): Promise<void> }>> = {
  'first-row': {
    about: 'from the request for a new queue to the first row of its first job',
    run: async (args) => (await import('./first-row.ts')).run(args),
  },
  'control-plane': {
    about: 'signed calls beside a bare handler over the same store, with 10 and with 10,000 connections',
    run: async (args) => (await import('./control-plane.ts')).run(args),
  },
  revoke: {
    about: 'from the request that takes a privilege away until the socket of a job that it had allowed is closed',
    run: async (args) => (await import('./revoke.ts')).run(args),
  },
  jobs: {
    about: '1,000 jobs at once on 20 queues: their order, what runs at once, memory; and how long cancels take',
    run: async (args) => (await import('./jobs/jobs.ts')).run(args),
  },
  lists: {
    about: 'lists, filters and searches with 10 of everything and with many, and how long they hold the server',
    run: async (args) => (await import('./lists.ts')).run(args),
  },
  held: {
    about: 'how long each kind of call holds the server, by a probe beside it, where there is much of everything',
    run: async (args) => (await import('./held.ts')).run(args),
  },
  start: {
    about: 'from the start of the program until it answers, and until it takes jobs',
    run: async (args) => (await import('./start.ts')).run(args),
  },
  commands: {
    about: 'what commands take on the side of whoever gives them: processor time of causeway status, memory of causeway sql',
    run: async (args) => (await import('./commands.ts')).run(args),
  },
  worker: {
    about: 'what a worker costs in processor time and memory, beside bare node and node with DuckDB',
    run: async (args) => (await import('./worker.ts')).run(args),
  },
  overflow: {
    about: "sums whose integers wrap and whose decimals keep their digits, beside the engine's own sums",
    run: async (args) => (await import('./overflow.ts')).run(args),
  },
  'text-functions': {
    about: 'what a row costs of functions over texts that the engine has not, beside what it has',
    run: async (args) => (await import('./text-functions.ts')).run(args),
  },
  files: {
    about: 'statements over a table of many files, beside a worker that opens all of them',
    run: async (args) => (await import('./files.ts')).run(args),
  },
  scan: {
    about: 'tables of a PostgreSQL: scans, aggregates, look-ups and joins, beside psql and the engine’s own extension',
    run: async (args) => (await import('./scan/scan.ts')).run(args),
  },
  sources: {
    about: 'tables of each source, read whole, beside what its own fastest client streams to /dev/null',
    run: async (args) => (await import('./sources/sources.ts')).run(args),
  },
  result: {
    about: 'all rows of a kept result as one answer: memory of the server and of the worker',
    run: async (args) => (await import('./result.ts')).run(args),
  },
  'read-files': {
    about: "CSV and JSON files by Spark's rules, beside the engine's own readers",
    run: async (args) => (await import('./read-files.ts')).run(args),
  },
  objects: {
    about: 'a scan of some columns of a Parquet file in a store of objects, beside the same from a folder, and beside the bytes alone',
    run: async (args) => (await import('./objects/objects.ts')).run(args),
  },
  policy: {
    about: 'decisions a second, memory of the queues’ views, and binding 1,000 queues to one connection',
    run: async (args) => (await import('./policy.ts')).run(args),
  },
  topology: {
    about: 'the console’s topology with 1,000 things, in a real Chromium: processor time of its main thread',
    run: async (args) => (await import('./topology.ts')).run(args),
  },
  tunnels: {
    about: 'bytes, connects and pgbench through the attachments ssh and agent, causeway run and SOCKS5, beside ssh -L, haproxy and socat',
    run: async (args) => (await import('./tunnels/tunnels.ts')).run(args),
  },
  path: {
    about: 'bytes per second and connect time over a handed-over socket against a direct one',
    run: async (args) => (await import('./path/path.ts')).run(args),
  },
}

const [name = '', ...words] = process.argv.slice(2)
// As it stands in CONTRIBUTING.md, with a second -- that npm hands on.
const args = words[0] === '--' ? words.slice(1) : words
const benchmark = Object.hasOwn(benchmarks, name) ? benchmarks[name] : undefined
if (benchmark === undefined) {
  console.error(`${name === '' ? 'Which benchmark?' : `There is no benchmark ${name}.`} npm run perf -- <name>, where name is one of`)
  for (const [each, { about }] of Object.entries(benchmarks)) console.error(`  ${each.padEnd(14)} ${about}`)
  process.exitCode = 1
} else {
  await benchmark.run(args)
}
