import { connect, createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { jdbcTable, type PostgresAndWorker, startPostgresAndWorker } from '../../fixtures/remote-postgres.ts'
import { TestWorker } from '../../fixtures/test-worker.ts'

const ROWS = 9000

let lab: PostgresAndWorker

/** Two rows a block, so that the table has blocks enough. */
beforeAll(async () => {
  lab = await startPostgresAndWorker()
  await lab.sql('CREATE TABLE wide (id int4 PRIMARY KEY, v int4, filler text STORAGE PLAIN) WITH (autovacuum_enabled = false)')
  await lab.sql(`INSERT INTO wide SELECT n, 10, repeat('x', 3500) FROM generate_series(1, ${ROWS}) n`)
  await lab.sql('ANALYZE wide')
  await lab.sql('CREATE VIEW seen AS SELECT * FROM wide')
  for (const name of ['wide', 'seen']) await lab.link(name)
})
afterAll(() => lab.end())

/** Reads rows, for a sum of doubles is not asked as a whole. */
const sumOf = (table: string, where = 'true') => `SELECT count(id), sum(CAST(v AS DOUBLE)) FROM default.${table} WHERE ${where}`

async function read(sql: string, worker = lab.worker) {
  const { rowsJson, remoteStatements } = await worker.run(sql)
  return { rows: rowsJson, sent: remoteStatements.map((one) => one.sql) }
}

test('a large table is read by several connections, each row once', async () => {
  const { rows, sent } = await read(sumOf('wide'))
  expect(rows).toEqual([`[${ROWS},${ROWS * 10}]`])
  expect(sent).toEqual([expect.stringMatching(/ WHERE ctid < '\(\d+,0\)'/), expect.stringMatching(/ WHERE ctid >= '\(\d+,0\)'/)])
  const { rowsJson } = await lab.worker.run('SELECT id FROM default.wide WHERE v = 10')
  expect(new Set(rowsJson).size).toBe(rowsJson.length)
  await lab.noBackends()
})

test('one connection reads what an index finds, a view, what is small, and what its options say', async () => {
  expect((await read(sumOf('wide', 'id = 7'))).sent).toHaveLength(1)
  expect((await read(sumOf('seen'))).sent).toHaveLength(1)
  await lab.sql('CREATE TABLE small AS SELECT n AS id, n AS v FROM generate_series(1, 100) n')
  await lab.link('small')
  expect((await read(sumOf('small'))).sent).toHaveLength(1)
  await lab.worker.run(jdbcTable('alone', 'wide').replace("'encryption'", "'numPartitions'='1', 'encryption'"))
  expect((await read(sumOf('alone'))).sent).toHaveLength(1)
})

test('a view and a partitioned table are read by ranges of the column that their options name, each row once', async () => {
  const rows = 40_000
  await lab.sql(`CREATE TABLE ranged (id int4, v int4, d date, at timestamptz, e float8) PARTITION BY RANGE (id);
    CREATE TABLE ranged_1 PARTITION OF ranged FOR VALUES FROM (MINVALUE) TO (10000); CREATE TABLE ranged_2 PARTITION OF ranged DEFAULT;
    INSERT INTO ranged SELECT CASE WHEN n % 100 > 0 THEN n - 100 END, 10, date '2024-01-01' + n % 366, timestamptz '2024-01-01 00:00:00+00' + n % 366 * interval '1 day',
      CASE n % 50 WHEN 0 THEN 'NaN' WHEN 1 THEN '-Infinity' ELSE n::float8 END FROM generate_series(1, ${rows}) n;
    CREATE VIEW ranged_view AS SELECT * FROM ranged; ANALYZE`)
  const options = (column: string, lower: string, upper: string): string =>
    `'partitionColumn'='${column}', 'lowerBound'='${lower}', 'upperBound'='${upper}', 'numPartitions'='4', 'encryption'`
  const by = [
    ['id', '0', '39900', ['("id" < 19950 OR "id" IS NULL)', '"id" >= 19950']],
    ['D', '2024-01-01', '2024-12-31', [`("d" < '2024-07-01'::date OR "d" IS NULL)`, `"d" >= '2024-07-01'::date`]],
    [
      'at',
      '2024-01-01',
      '2024-12-31',
      [`("at" < '2024-07-01 12:00:00+00'::timestamptz OR "at" IS NULL)`, `"at" >= '2024-07-01 12:00:00+00'::timestamptz`],
    ],
    ['e', '-10', '10', ['("e" < 0 OR "e" IS NULL)', '"e" >= 0']],
  ] as const
  for (const [column, lower, upper, conditions] of by) {
    for (const table of ['ranged', 'ranged_view']) {
      const name = `${table}_${column}`
      await lab.worker.run(jdbcTable(name, table).replace("'encryption'", options(column, lower, upper)))
      const { rows: answer, sent } = await read(sumOf(name).replace('count(id)', 'count(*)'))
      expect(answer).toEqual([`[${rows},${rows * 10}]`])
      expect(sent, name).toEqual(conditions.map((condition) => expect.stringContaining(` WHERE ${condition})`)))
    }
  }
  expect((await read(sumOf('ranged_id', 'id < 100'))).sent).toHaveLength(1)
  expect((await read('SELECT * FROM default.ranged_id LIMIT 3')).sent).toHaveLength(1)
  await lab.sql('CREATE VIEW ranged_few AS SELECT * FROM ranged WHERE id < 100; ANALYZE')
  await lab.worker.run(jdbcTable('ranged_few', 'ranged_few').replace("'encryption'", options('id', '0', '39900')))
  expect((await read(sumOf('ranged_few'))).sent).toHaveLength(1)
  await lab.noBackends()
})

test('all connections see one state', async () => {
  // Room for new versions of rows in their blocks, so that the table stays as large as it is.
  const rows = 110_000
  await lab.sql('CREATE TABLE moving (id int4 PRIMARY KEY, v int4) WITH (fillfactor = 10, autovacuum_enabled = false)')
  await lab.sql(`INSERT INTO moving SELECT n, 10 FROM generate_series(1, ${rows}) n; ANALYZE moving`)
  await lab.link('moving')
  let isOver = false
  const moving = (async () => {
    for (let round = 1; !isOver; round += 1) {
      const [from, to] = [1 + ((round * 7919) % (rows / 2)), rows / 2 + 1 + ((round * 104729) % (rows / 2))]
      await lab.sql(`UPDATE moving SET v = v + CASE id WHEN ${from} THEN -1 ELSE 1 END WHERE id IN (${from}, ${to})`)
      await sleep(1)
    }
  })()
  const connections: number[] = []
  try {
    for (let round = 0; round < 4; round += 1) {
      const { rows: answer, sent } = await read(sumOf('moving'))
      connections.push(sent.length)
      expect(answer).toEqual([`[${rows},${rows * 10}]`])
    }
  } finally {
    isOver = true
    await moving
  }
  // Else this test would prove nothing.
  expect(connections).toContain(2)
})

test('a database that has no more connections for the user is read by one', async () => {
  await lab.sql("CREATE ROLE alone LOGIN PASSWORD 'p' CONNECTION LIMIT 1; GRANT SELECT ON wide TO alone")
  const { host, port } = lab.postgres
  const worker = await TestWorker.start({
    addresses: { 'pg1:5432': { host, port } },
    credentials: { a1: { userName: 'alone', password: 'p' } },
  })
  try {
    await worker.run(jdbcTable('wide', 'wide'))
    await lab.noBackends()
    const { rows, sent } = await read(sumOf('wide'), worker)
    expect(rows).toEqual([`[${ROWS},${ROWS * 10}]`])
    expect(sent).toHaveLength(1)
  } finally {
    await worker.end()
  }
})

test('when the first connection is lost while others are opened, the job fails for its database', async () => {
  const { host, port, user, password } = lab.postgres
  let count = 0
  const door = createServer((socket) => {
    socket.on('error', () => undefined)
    count += 1
    if (count === 1) {
      const inner = connect({ host, port })
      socket.pipe(inner).on('error', () => socket.destroy())
      inner.pipe(socket).on('error', () => inner.destroy())
      return
    }
    const others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'Causeway'"
    void lab.sql(others).then(() => socket.destroy())
  })
  await new Promise<void>((listening) => door.listen(0, '127.0.0.1', listening))
  const address = door.address()
  const worker = await TestWorker.start({
    addresses: { 'pg1:5432': { host: '127.0.0.1', port: typeof address === 'object' && address !== null ? address.port : 0 } },
    credentials: { a1: { userName: user, password } },
  })
  try {
    const known = lab.worker.tables.get('default.wide')
    if (known !== undefined) worker.tables.set('default.wide', known)
    expect((await worker.fail(sumOf('wide'))).error.kind).toBe('remote-failure')
    expect(count).toBeGreaterThan(1)
  } finally {
    await worker.end()
    door.close()
  }
})

test('all connections end when no more rows are wanted', async () => {
  expect((await lab.worker.run('SELECT id FROM default.wide WHERE length(filler) > 0 LIMIT 1')).rowCount).toBe(1)
  await lab.noBackends()
})

test('when one connection is lost the job fails, and the others end', async () => {
  // Nobody takes the rows at first: the connections stand full.
  const { promise: taken, resolve: take } = Promise.withResolvers<void>()
  const { ended } = lab.worker.stream('SELECT id, filler, concat(filler, id) FROM default.wide', () => taken)
  await lab.runs('%ctid >=%')
  await lab.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'Causeway' AND query LIKE '%ctid >=%'")
  take()
  expect(await ended).toMatchObject({ kind: 'job-failed', error: { kind: 'remote-failure' } })
  await lab.noBackends()
})

test('all connections end when the job is cancelled', async () => {
  const { jobId, ended } = lab.worker.stream('SELECT id, filler, concat(filler, id) FROM default.wide', () => new Promise(() => undefined))
  await lab.runs('%ctid >=%')
  lab.worker.cancel(jobId)
  expect(await ended).toMatchObject({ kind: 'job-cancelled' })
  await lab.noBackends()
})
