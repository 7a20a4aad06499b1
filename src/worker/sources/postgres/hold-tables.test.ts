import { connect, createServer, type Socket } from 'node:net'
import { Client } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { jdbcTable, type PostgresAndWorker, startPostgresAndWorker } from '../../fixtures/remote-postgres.ts'
import { TestWorker } from '../../fixtures/test-worker.ts'

const ROWS = 9000

let lab: PostgresAndWorker
/** Fills tables, beside the lab's own connection. */
let filler: Client

beforeAll(async () => {
  lab = await startPostgresAndWorker()
  const { host, port, user, password, database } = lab.postgres
  filler = new Client({ host, port, user, password, database })
  await filler.connect()
  await lab.sql(`CREATE TABLE split (id int4, x text) PARTITION BY RANGE (id);
    CREATE TABLE split_1 PARTITION OF split FOR VALUES FROM (0) TO (${ROWS + 1}); CREATE VIEW seen AS SELECT * FROM split_1`)
  // Two rows a block, so that the table is read by several connections.
  await lab.sql('CREATE TABLE wide (id int4, x text STORAGE PLAIN) WITH (autovacuum_enabled = false)')
  await lab.sql(`${fill('split', "'x'")}; ${fill('wide', "repeat('x', 3500)")}; ANALYZE wide`)
  for (const name of ['split', 'seen', 'wide']) await lab.link(name)
})
afterAll(async () => {
  await filler.end()
  await lab.end()
})

/** @param x an expression */
const fill = (table: string, x: string) => `INSERT INTO ${table} SELECT n, ${x} FROM generate_series(1, ${ROWS}) n`
const waiting = async (): Promise<number> =>
  (await lab.sql("SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()")).length

test.each([
  ['split', 'SELECT id FROM default.split WHERE length(x) = 1', ROWS],
  ['split', 'SELECT x, count(*), max(id) FROM default.split GROUP BY x', 1],
  ['split', 'SELECT id FROM default.seen WHERE length(x) = 1', ROWS],
  ['split', 'SELECT id, x FROM default.seen ORDER BY id DESC LIMIT 7', 7],
])('of %s, filled anew while it is waited for, the new rows are read: %s', async (table, sql, rows) => {
  await filler.query(`BEGIN; TRUNCATE ${table}`)
  await filler.query(fill(table, "'y'"))
  const job = lab.worker.start(sql).ended
  await expect.poll(waiting).toBe(1)
  await filler.query('COMMIT')
  expect(await job).toMatchObject({ kind: 'job-finished', result: { rowCount: rows } })
})

const HELD = "SELECT 1 FROM pg_locks WHERE relation = 'wide'::regclass AND granted AND pid <> pg_backend_pid()"

test('one that is filled anew while another connection is opened is read as it was or as it is then', async () => {
  const { host, port, user, password } = lab.postgres
  const [second, opened] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const sockets: Socket[] = []
  const door = createServer((socket) => {
    sockets.push(socket)
    void (async () => {
      // Those that come while the table is held join whoever holds it.
      if ((await lab.sql(HELD)).length > 0) {
        second.resolve()
        await opened.promise
      }
      const inner = connect({ host, port })
      for (const [from, to] of [
        [socket, inner],
        [inner, socket],
      ] as const)
        from
          .on('error', () => to.destroy())
          .on('close', () => to.destroy())
          .pipe(to)
    })()
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
    const job = worker.start('SELECT count(id), sum(CAST(id AS DOUBLE)) FROM default.wide').ended
    expect(await Promise.race([second.promise, job])).toBeUndefined()
    let isFilled = false
    const filling = filler.query(`BEGIN; TRUNCATE wide; INSERT INTO wide VALUES (0, 'new'); COMMIT`).then(() => {
      isFilled = true
    })
    await expect.poll(async () => isFilled || (await waiting()) > 0).toBe(true)
    opened.resolve()
    const ended = await job
    if (ended.kind !== 'job-finished') throw new Error(JSON.stringify(ended))
    // Whoever cannot join while somebody waits for the table lets it go, and reads alone what is there behind that.
    expect([`[${ROWS},${(ROWS * (ROWS + 1)) / 2}]`, '[1,0]']).toContain(ended.result.rowsJson.join())
    await filling
  } finally {
    await worker.end()
    for (const socket of sockets) socket.destroy()
    door.close()
  }
})

test('what a query writes stays', async () => {
  await lab.sql(`CREATE TABLE notes (n int4);
    CREATE FUNCTION noted() RETURNS int4 LANGUAGE sql VOLATILE AS 'INSERT INTO notes VALUES (1) RETURNING n'`)
  await lab.worker.run(jdbcTable('noting', '(SELECT noted() AS n) AS q'))
  await lab.sql('TRUNCATE notes')
  expect(await lab.worker.rows('SELECT n FROM default.noting')).toEqual([[1]])
  expect(await lab.sql('SELECT n FROM notes')).toEqual([{ n: 1 }])
})

test('a job that waits for a table is cancelled', async () => {
  await filler.query('BEGIN; LOCK TABLE split')
  try {
    const { jobId, ended } = lab.worker.start('SELECT count(*) FROM default.split')
    await expect.poll(waiting).toBe(1)
    lab.worker.cancel(jobId)
    expect(await ended).toMatchObject({ kind: 'job-cancelled' })
    await lab.noBackends()
  } finally {
    await filler.query('ROLLBACK')
  }
})
