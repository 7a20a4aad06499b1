import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Clickhouse, findClickhouse, NO_CLICKHOUSE, startClickhouse } from '../../../../testing/clickhouse.ts'
import { TestWorker } from '../../fixtures/test-worker.ts'

const programs = await findClickhouse()
if (programs === undefined) console.log(`SKIPPED: decimals of ClickHouse are not tested with a server, for ${NO_CLICKHOUSE}`)

const table = (name: string): string =>
  `CREATE TABLE ${name} USING JDBC OPTIONS ('url'='jdbc:clickhouse://ch1:8123', 'dbtable'='shop.${name}', 'passwdauth'='a1', 'encryption'='true', 'allowUnencryptedLogin'='true')`

describe.skipIf(programs === undefined)('decimals of ClickHouse', () => {
  let server: Clickhouse
  let worker: TestWorker
  let unpushed: TestWorker

  const both = async (sql: string): Promise<readonly unknown[]> => {
    const pushed = await worker.rows(sql)
    expect(await unpushed.rows(sql)).toEqual(pushed)
    return pushed
  }
  const plan = async (sql: string): Promise<string> => (await worker.rows(`EXPLAIN ${sql}`)).flat().join('\n')

  beforeAll(async () => {
    server = await startClickhouse(programs ?? '')
    const { host, port, user: userName, password } = server
    const options = { addresses: { 'ch1:8123': { host, port } }, credentials: { a1: { userName, password } } }
    worker = await TestWorker.start(options)
    unpushed = await TestWorker.start({ ...options, pushesDown: false })
    await server.sql('CREATE DATABASE shop')
  })
  afterAll(async () => {
    await worker?.end()
    await unpushed?.end()
    await server?.stop()
  })

  test('a decimal by which a table is sorted is compared with what has room in it, there, and with all else here', async () => {
    const literals = ['0', '-0.25', '0.255', '499.75', '1000', '-12345678901234567890.5']
    for (const digits of ['5, 2', '9, 2', '12, 2', '18, 4', '38, 4', '3, 3']) {
      const name = `sorted_${digits.replace(', ', '_')}`
      const value = digits === '3, 3' ? 'toDecimal64(number % 999, 3) / 1000' : 'toDecimal64(number - 1000, 2) / 4'
      await server.sql(
        `CREATE TABLE shop.${name} (k Decimal(${digits}), n UInt32) ENGINE = MergeTree ORDER BY k SETTINGS index_granularity = 64`,
      )
      await server.sql(`INSERT INTO shop.${name} SELECT CAST(${value} AS Decimal(${digits})), number FROM numbers(2000)`)
      await worker.run(table(name))
      await worker.run(`CREATE TABLE ${name}_here AS SELECT * FROM ${name}`)
      const conditions = literals.flatMap((literal) => [
        ...['=', '<>', '<', '>='].map((operator) => `k ${operator} ${literal}`),
        `k IN (${literal}, 0.5)`,
      ])
      const counts = (from: string): string =>
        conditions
          .map((one, at) => `SELECT ${at} AS at, count(*) AS c, sum(n) AS s FROM (SELECT n FROM ${from} WHERE ${one} LIMIT 9999)`)
          .join(' UNION ALL ')
      const { rowsJson, remoteStatements } = await worker.run(`${counts(name)} ORDER BY at`)
      const here = await worker.run(`${counts(`${name}_here`)} ORDER BY at`)
      expect([digits, conditions, ...rowsJson]).toEqual([digits, conditions, ...here.rowsJson])
      expect(remoteStatements.filter(({ sql }) => sql.includes(' WHERE ')).length).toBeGreaterThanOrEqual(9)
    }
  })

  test('a value that has more digits than its decimal is refused by the column, and never another one', async () => {
    // The server looks at the bits and not at the digits.
    const made = (digits: string, value: string) => `CAST(toDecimal128('${value}', ${digits.split(', ')[1] ?? ''}) AS Decimal(${digits}))`
    await server.sql(`CREATE TABLE shop.beyond ENGINE = Log AS SELECT toUInt8(number) AS id,
      ${made('4, 2', '123456.00')} AS d4, ${made('1, 0', '7')} AS d1, ${made('9, 2', '21474836.47')} AS d9, ${made('18, 0', '-9223372036854775807')} AS d18,
      ${made('37, 0', '12345678901234567890123456789012345678')} AS d37, nullIf(${made('4, 2', '123456.00')}, ${made('4, 2', '123456.00')}) AS none, [${made('4, 2', '123456.00')}] AS list,
      ${made('4, 2', '-99.99')} AS in4, ${made('9, 2', '-9999999.99')} AS in9, ${made('18, 0', '999999999999999999')} AS in18, ${made('37, 0', '-9999999999999999999999999999999999999')} AS in37
      FROM numbers(3)`)
    for (const each of [worker, unpushed]) {
      await each.run(table('beyond'))
      for (const name of ['d4', 'd9', 'd18', 'd37', 'list']) {
        for (const sql of [
          `SELECT ${name} FROM beyond`,
          ...(name === 'list' ? [] : [`SELECT max(${name}) FROM beyond`, `SELECT sum(${name}) FROM beyond`]),
        ]) {
          expect((await each.fail(sql)).error).toMatchObject({ kind: 'remote-failure', message: expect.stringContaining(`"${name}"`) })
        }
      }
      expect(await each.rows('SELECT none, count(*) FROM beyond GROUP BY none')).toEqual([[null, 3]])
      expect((await each.run('SELECT DISTINCT d1, in4, in9, in18, in37 FROM beyond')).rowsJson).toEqual([
        '[7,-99.99,-9999999.99,999999999999999999,-9999999999999999999999999999999999999]',
      ])
    }
  })

  test('a server is not ended by a wide decimal among several keys', async () => {
    await server.sql(
      'CREATE TABLE shop.wide_keys ENGINE = Log AS SELECT toString(number % 2) AS s, toDecimal128(number % 2, 3) AS w, toDecimal64(number % 2, 3) AS l FROM numbers(30)',
    )
    for (const each of [worker, unpushed]) await each.run(table('wide_keys'))
    expect(await both('SELECT s, w, count(*) FROM wide_keys GROUP BY s, w ORDER BY s')).toHaveLength(2)
    expect(await both('SELECT DISTINCT w, s FROM wide_keys ORDER BY s')).toHaveLength(2)
    expect(await plan('SELECT s, l, max(w) FROM wide_keys GROUP BY s, l')).toContain('toNullable')
    expect(await both('SELECT s, l, max(w) FROM wide_keys GROUP BY s, l ORDER BY s')).toHaveLength(2)
    expect(await server.sql('SELECT 1')).toBe('1\n')
  })

  test('IN asks of decimals of each width, also of those that may be NULL', async () => {
    await server.sql(`CREATE TABLE shop.dec (id UInt8, d1 Decimal(1, 0), d4 Decimal(4, 2), d9 Nullable(Decimal(9, 2)), d18 Decimal(18, 4), n18 Nullable(Decimal(18, 4)),
      d38 Decimal(38, 10), n38 Nullable(Decimal(38, 10)), all38 Decimal(38, 38)) ENGINE = Log`)
    await server.sql(
      'INSERT INTO shop.dec VALUES (1, 1, 1.25, 1.25, 1.25, 1.25, 1.25, 1.25, 0.25), (2, 7, -7, NULL, -7, NULL, -7, NULL, -0.5), (3, 0, 0, 0, 0, 0, 0, 0, 0)',
    )
    for (const each of [worker, unpushed]) await each.run(table('dec'))
    for (const [name, values, ids] of [
      ['d1', '1, 7', [1, 2]],
      ['d4', '1.25, -7', [1, 2]],
      ['d9', '1.25, 0', [1, 3]],
      ['d18', '1.25, -7, 0.0001', [1, 2]],
      ['n18', '1.25, -7', [1]],
      ['d38', '1.25, 0', [1, 3]],
      ['n38', '0.0000000001, 1.25', [1]],
      ['all38', '0.25, -0.5', [1, 2]],
    ] as const) {
      const where = `FROM dec WHERE ${name} IN (${values})`
      expect(await both(`SELECT id ${where} ORDER BY id`)).toEqual(ids.map((id) => [id]))
      expect(await both(`SELECT count(*) ${where}`)).toEqual([[ids.length]])
      expect(await both(`SELECT id FROM dec WHERE NOT (${name} IN (${values})) ORDER BY id`)).toBeDefined()
      expect((await worker.run(`SELECT id ${where}`)).remoteStatements[0]?.sql).toContain(' IN (')
      expect((await worker.run(`SELECT count(*) ${where}`)).remoteStatements[0]?.sql).toContain('count(*)')
    }
    // What has no room in a column is none of its values.
    expect(await both('SELECT id FROM dec WHERE d4 IN (1.25, 12345.5) OR d4 IN (1.255, 0) ORDER BY id')).toEqual([[1], [3]])
  })
})
