import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findMariadb, NO_MARIADB } from '../../../../testing/mariadb.ts'
import { type MariadbAndWorker, mysqlTable, startMariadbAndWorker } from '../../fixtures/remote-mariadb.ts'

const programs = await findMariadb()
if (programs === undefined) console.log(`SKIPPED: reading MySQL by several connections is not tested, for ${NO_MARIADB}`)

const ROWS = 60_000

describe.skipIf(programs === undefined)('reading MySQL by several connections', () => {
  let lab: MariadbAndWorker

  const split = (name: string, dbtable: string, by: string, lower: string, upper: string, auth = 'a1') =>
    lab.worker.run(
      mysqlTable(name, dbtable)
        .replace("'a1'", `'${auth}'`)
        .replace(
          "'encryption'",
          `'partitionColumn'='${by}', 'lowerBound'='${lower}', 'upperBound'='${upper}', 'numPartitions'='2', 'encryption'`,
        ),
    )

  beforeAll(async () => {
    lab = await startMariadbAndWorker(programs ?? '', {
      users: { reads: { userName: 'reads', password: 'reads' } },
    })
    await lab.sql(`CREATE TABLE wide (id int PRIMARY KEY, v int, n decimal(8,2), d date, h datetime(3), KEY (v));
      INSERT INTO wide SELECT seq, 10, IF(seq % 7 = 0, NULL, (seq % 1000) / 4), DATE'2024-01-01' + INTERVAL seq % 90 DAY, IF(seq % 5 = 0, NULL, TIMESTAMP'2024-01-01 00:00:00' + INTERVAL seq SECOND) FROM seq_1_to_${ROWS};
      ANALYZE TABLE wide; CREATE VIEW seen AS SELECT * FROM wide;
      CREATE TABLE old ENGINE=MyISAM AS SELECT * FROM wide;
      CREATE USER 'reads'@'127.0.0.1' IDENTIFIED BY 'reads'; GRANT SELECT ON shop.* TO 'reads'@'127.0.0.1'`)
    await split('wide', 'shop.wide', 'ID', '1', String(ROWS))
  })
  afterAll(() => lab?.end())

  /** Reads rows, for a sum of doubles is not asked as a whole. */
  const sumOf = (table: string, where = 'true') => `SELECT count(id), sum(CAST(v AS DOUBLE)) FROM default.${table} WHERE ${where}`

  async function read(sql: string) {
    const { rowsJson, remoteStatements } = await lab.worker.run(sql)
    return { rows: rowsJson, sent: remoteStatements.map((one) => one.sql) }
  }

  const noConnections = async () => {
    while ((await lab.connections()) > 0) await sleep(50)
  }

  test('a large table is read by ranges of its column, each row once', async () => {
    expect(await read(sumOf('wide'))).toEqual({
      rows: [`[${ROWS},${ROWS * 10}]`],
      sent: [
        'SELECT `id`, `v` FROM `shop`.`wide` WHERE (`id` < 30000 OR `id` IS NULL)',
        'SELECT `id`, `v` FROM `shop`.`wide` WHERE `id` >= 30000',
      ],
    })
    const each = await read('SELECT count(id), count(DISTINCT id) FROM default.wide WHERE v + id % 2 > 0')
    expect(each).toEqual({ rows: [`[${ROWS},${ROWS}]`], sent: [expect.any(String), expect.any(String)] })
    await noConnections()
  })

  test.each([
    ['n', '0', '250', '125'],
    ['d', '2024-01-01', '2024-03-31', "DATE'2024-02-15'"],
    ['h', '2024-01-01', '2024-01-02 00:00:00', "TIMESTAMP'2024-01-01 12:00:00'"],
    ['v', '0', '5', '2'],
  ])('split by %s, from %s to %s', async (by, lower, upper, edge) => {
    await split(`by_${by}`, 'shop.wide', by, lower, upper)
    const { rows, sent } = await read(sumOf(`by_${by}`, 'length(d) > 0'))
    expect(rows).toEqual([`[${ROWS},${ROWS * 10}]`])
    expect(sent.map((one) => one.slice(one.indexOf('WHERE')))).toEqual([
      `WHERE (\`${by}\` < ${edge} OR \`${by}\` IS NULL)`,
      `WHERE \`${by}\` >= ${edge}`,
    ])
  })

  test('one connection reads what an index finds, a limit, a view, what is of another engine, and where the user may not hold the table', async () => {
    expect((await read(sumOf('wide', 'id = 7'))).sent).toHaveLength(1)
    expect((await read('SELECT id FROM default.wide LIMIT 5')).sent).toHaveLength(1)
    await split('seen', 'shop.seen', 'id', '1', String(ROWS))
    await split('old', 'shop.old', 'id', '1', String(ROWS))
    await split('reads', 'shop.wide', 'id', '1', String(ROWS), 'reads')
    for (const name of ['seen', 'old', 'reads'])
      expect(await read(sumOf(name))).toEqual({
        rows: [`[${ROWS},${ROWS * 10}]`],
        sent: [`SELECT \`id\`, \`v\` FROM \`shop\`.\`${name === 'reads' ? 'wide' : name}\``],
      })
    await noConnections()
  })

  test('all connections see one state, whatever others write meanwhile', async () => {
    let isOver = false
    const moving = (async () => {
      for (let round = 1; !isOver; round += 1) {
        const [from, to] = [1 + ((round * 7919) % (ROWS / 2)), ROWS / 2 + ((round * 104_729) % (ROWS / 2))]
        await lab.sql(`START TRANSACTION; UPDATE wide SET v = v - 1 WHERE id = ${from}; UPDATE wide SET v = v + 1 WHERE id = ${to}; COMMIT`)
      }
    })()
    const connections: number[] = []
    try {
      for (let round = 0; round < 8; round += 1) {
        const { rows, sent } = await read(sumOf('wide'))
        connections.push(sent.length)
        expect(rows).toEqual([`[${ROWS},${ROWS * 10}]`])
      }
    } finally {
      isOver = true
      await moving
    }
    expect(connections).toContain(2)
  })

  test('who has written and not committed is not waited for: one connection reads what was committed', async () => {
    const writing = lab.sql('START TRANSACTION; UPDATE wide SET v = 0 WHERE id = 1; SELECT sleep(600); ROLLBACK')
    // From now on: it may end before the order to end it has been answered.
    const interrupted = expect(writing).rejects.toThrow('interrupted')
    const asleep = "SELECT 1 FROM information_schema.PROCESSLIST WHERE INFO LIKE 'SELECT sleep(%'"
    while ((await lab.sql(asleep)).length === 0) await sleep(20)
    const { rows, sent } = await read(sumOf('wide'))
    expect(rows).toEqual([`[${ROWS},${ROWS * 10}]`])
    expect(sent).toHaveLength(1)
    await lab.sql(`KILL QUERY ${(await lab.sql(asleep.replace('SELECT 1', 'SELECT ID')))[0]?.[0] ?? '0'}`)
    await interrupted
    await expect.poll(async () => (await read(sumOf('wide'))).sent.length).toBe(2)
  })

  test('a failure of one ends all, and so does a cancel', async () => {
    const job = lab.worker.start(
      'SELECT max(concat(d, h)), count(DISTINCT concat(a.id, d, h)) FROM (SELECT a.* FROM default.wide a, default.wide b WHERE a.id + b.id > 0) a',
    )
    while ((await lab.connections()) === 0) await sleep(10)
    lab.worker.cancel(job.jobId)
    expect((await job.ended).kind).toBe('job-cancelled')
    await noConnections()
    expect((await read(sumOf('wide'))).rows).toEqual([`[${ROWS},${ROWS * 10}]`])
  })
})
