import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chances } from '../../../../testing/chances.ts'
import { findS3Program, NO_S3_PROGRAM } from '../../../../testing/s3-program.ts'
import { type S3Server, startS3Server } from '../../../../testing/s3-server.ts'
import { TestWorker } from '../../fixtures/test-worker.ts'
import { writeParquet } from '../files/fixtures/write-parquet.ts'
import {
  asStruct,
  CHUNK,
  COLUMN,
  FILE,
  footerBytes,
  listOf,
  ROW_GROUP,
  readTail,
  STATISTICS,
  structs,
  withFields,
} from '../files/parquet/copies/footer.ts'
import type { ThriftStruct, ThriftValue } from '../files/parquet/copies/thrift-compact.ts'

const program = await findS3Program()
if (program === undefined) console.log(`SKIPPED: random Parquet objects are not tested, for ${NO_S3_PROGRAM}`)

/** As few as the engine makes. */
const GROUP_ROWS = 2048
const ROWS_OF_GROUP = 3
const LONG = 'y'.repeat(70)
/** Values of the columns, in their order, as SQL of the engine and of Spark: those of a row group stand beside each other. */
const VALUES: Readonly<Record<string, { readonly type: string; readonly values: readonly string[] }>> = {
  i: { type: 'INTEGER', values: ['-2147483648', '-7', '-1', '0', '1', '5', '6', '100', '2147483647'] },
  n: { type: 'BIGINT', values: ['-9223372036854775807', '-8', '0', '3', '4', '9007199254740993', '9223372036854775807'] },
  t: { type: 'TINYINT', values: ['-128', '-1', '0', '1', '127'] },
  m: { type: 'DECIMAL(9,2)', values: ['-1000.01', '-0.01', '0.00', '0.01', '1.10', '99.99'] },
  w: { type: 'DECIMAL(30,5)', values: ['-100000000000000000000.00001', '-1', '0', '0.00001', '5', '100000000000000000000'] },
  d: {
    type: 'DATE',
    values: ["DATE '0001-01-01'", "DATE '1582-10-15'", "DATE '1969-12-31'", "DATE '1970-01-01'", "DATE '2024-02-29'", "DATE '9999-12-31'"],
  },
  z: {
    type: 'TIMESTAMP',
    values: [
      "TIMESTAMP '1900-01-01 00:00:00'",
      "TIMESTAMP '1969-12-31 23:59:59.999999'",
      "TIMESTAMP '1970-01-01 00:00:00'",
      "TIMESTAMP '2024-02-29 12:00:00.5'",
      "TIMESTAMP '2400-01-01 00:00:00'",
    ],
  },
  x: {
    type: 'DOUBLE',
    values: [
      "CAST('-Infinity' AS DOUBLE)",
      'CAST(-1.5 AS DOUBLE)',
      "CAST('-0.0' AS DOUBLE)",
      'CAST(0 AS DOUBLE)',
      'CAST(0.1 AS DOUBLE)',
      'CAST(7 AS DOUBLE)',
      "CAST('Infinity' AS DOUBLE)",
      "CAST('NaN' AS DOUBLE)",
    ],
  },
  f: {
    type: 'FLOAT',
    values: ['CAST(-1.5 AS FLOAT)', "CAST('-0.0' AS FLOAT)", 'CAST(0.1 AS FLOAT)', 'CAST(3 AS FLOAT)', "CAST('NaN' AS FLOAT)"],
  },
  s: {
    type: 'VARCHAR',
    values: ["''", "'A'", "'a'", "'ab'", "'b'", `'${LONG}a'`, `'${LONG}b'`, "'z'", "'ü'", "'\u{FFFD}'", "'\u{1F600}'"],
  },
  b: { type: 'BOOLEAN', values: ['false', 'true'] },
}
const NAMES = Object.keys(VALUES)

describe.skipIf(program === undefined)('random Parquet objects of a store', () => {
  const chance = chances()
  const below = (count: number): number => Math.floor(chance() * count)
  const pick = <T>(list: readonly T[]): T => list[below(list.length)] as T
  let s3: S3Server
  let worker: TestWorker

  beforeAll(async () => {
    s3 = await startS3Server(program ?? '', { buckets: ['lake'] })
    const { host, port, region, accessKey, secretKey } = s3
    worker = await TestWorker.start({
      stores: { lake: { host, port, region, accessKey, secretKey, bucket: 'lake', isTls: false, isPathStyle: true } },
    })
  })
  afterAll(async () => {
    await worker?.end()
    await s3?.stop()
  })

  /** Three values that stand together, or NULL. */
  const valuesOfGroup = (name: string): readonly string[] => {
    const { type, values } = VALUES[name] ?? { type: '', values: [] }
    const from = below(values.length)
    const isNull = below(6) === 0
    return Array.from({ length: ROWS_OF_GROUP }, () =>
      isNull || below(8) === 0 ? `CAST(NULL AS ${type})` : `CAST(${values[Math.min(values.length - 1, from + below(2))]} AS ${type})`,
    )
  }

  const writeRandom = async (path: string, firstId: number): Promise<void> => {
    const groups = 2 + below(3)
    const rows = Array.from({ length: groups }, () => {
      const columns = NAMES.map((name) => [name, valuesOfGroup(name)] as const)
      return Array.from(
        { length: ROWS_OF_GROUP },
        (_, row) => `{${columns.map(([name, values]) => `'${name}': ${values[row]}`).join(', ')}}`,
      )
    }).flat()
    const at = `1 + range // ${GROUP_ROWS} * ${ROWS_OF_GROUP} + range % ${ROWS_OF_GROUP}`
    const sql = `SELECT range + ${firstId} AS id, unnest(l[${at}]) FROM (SELECT [${rows.join(', ')}] AS l), range(${groups * GROUP_ROWS})`
    await writeParquet(path, sql, [`ROW_GROUP_SIZE ${GROUP_ROWS}`])
    await writeFile(path, await otherStatistics(await readFile(path)))
  }

  /** As other writers have them: none, one bound only, texts that were cut off, those that nobody trusts any more. */
  const otherStatistics = async (file: Buffer): Promise<Buffer> => {
    let start = 0
    const footer = await readTail(file.length, async (from, length) => {
      start = from
      return file.subarray(from, from + length)
    })
    const groups = listOf(footer, FILE.rowGroups).map((value) => {
      const group = asStruct(value)
      const chunks = listOf(group, ROW_GROUP.columns).map((one) => {
        const chunk = asStruct(one)
        const metadata = asStruct(chunk.fields.get(CHUNK.metadata))
        const statistics = metadata.fields.get(COLUMN.statistics)
        const changed = statistics?.kind === 'struct' ? changedStatistics(statistics) : statistics
        return withFields(chunk, [[CHUNK.metadata, withFields(metadata, [[COLUMN.statistics, changed]])]])
      })
      return withFields(group, [[ROW_GROUP.columns, structs(chunks)]])
    })
    return Buffer.concat([file.subarray(0, start), footerBytes(withFields(footer, [[FILE.rowGroups, structs(groups)]]))])
  }

  const changedStatistics = (statistics: ThriftStruct): ThriftStruct | undefined => {
    const { max, min, nullCount } = STATISTICS
    const [least, most] = [min, max].map((id) => statistics.fields.get(id))
    switch (below(8)) {
      case 0:
        return undefined
      case 1:
        return withFields(statistics, [[pick([min, max, nullCount]), undefined]])
      case 2:
        return withFields(statistics, [
          [min, undefined],
          [max, undefined],
          [2, least],
          [1, most],
        ])
      case 3: {
        if (least?.kind !== 'binary' || most?.kind !== 'binary' || least.bytes.length < 20 || most.bytes.length < 20) return statistics
        const cut = Buffer.from(most.bytes.subarray(0, 10))
        cut[9] = (cut[9] ?? 0) + 1
        const text = (bytes: Buffer): ThriftValue => ({ kind: 'binary', bytes })
        return withFields(statistics, [
          [min, text(least.bytes.subarray(0, 10))],
          [max, text(cut)],
        ])
      }
      default:
        return statistics
    }
  }

  const condition = (depth: number): string => {
    const name = pick(NAMES)
    const value = (): string => {
      const text = pick(VALUES[name]?.values ?? [])
      return name === 'w' || name === 'm' || below(3) > 0
        ? text
        : `CAST(${text} AS ${(VALUES[name]?.type ?? '').replace('VARCHAR', 'STRING')})`
    }
    switch (depth > 0 ? below(10) : 2 + below(8)) {
      case 0:
        return `(${condition(depth - 1)} AND ${condition(depth - 1)})`
      case 1:
        return `(${condition(depth - 1)} OR ${condition(depth - 1)})`
      case 2:
        return `NOT (${condition(0)})`
      case 3:
        return `${name} IN (${value()}, ${value()})`
      case 4:
        return `${name} BETWEEN ${value()} AND ${value()}`
      case 5:
        return `${name} IS ${pick(['', 'NOT '])}NULL`
      case 6:
        return `s LIKE '${pick(['a%', 'b%', `${LONG}b%`, 'y%', 'z%', '\u{1F600}%', '%a'])}'`
      default:
        return `${name} ${pick(['=', '<', '<=', '>', '>=', '<>', '<=>'])} ${value()}`
    }
  }

  const outcome = async (sql: string): Promise<readonly string[]> => {
    const ended = await worker.start(sql).ended
    return ended.kind === 'job-finished' ? ended.result.rowsJson : [ended.kind === 'job-failed' ? ended.error.message : ended.kind]
  }

  it('answer as the same files in a folder', async () => {
    let left = 0
    for (let table = 0; table < 3; table += 1) {
      for (let file = 0; file < 1 + table; file += 1) {
        const path = worker.inBucket(`random${table}`, `${file}.parquet`)
        await mkdir(dirname(path), { recursive: true })
        await writeRandom(path, file * 100_000)
        await s3.put('lake', `random${table}/${file}.parquet`, await readFile(path))
      }
      for (const bucket of ['b1', 'lake'])
        await worker.run(`CREATE TABLE ${bucket}_${table} USING parquet OPTIONS (path 'obs://${bucket}/random${table}')`)
      for (let round = 0; round < 16; round += 1) {
        const where = condition(2)
        const sql = pick([
          (bucket: string) => `SELECT count(*), sum(id), min(s), max(i), sum(m) FROM ${bucket}_${table} WHERE ${where}`,
          (bucket: string) => `SELECT ${pick(NAMES)} AS v, id FROM ${bucket}_${table} WHERE ${where} ORDER BY id LIMIT 5`,
          (bucket: string) =>
            `SELECT a.id, b.s FROM ${bucket}_${table} a JOIN ${bucket}_${table} b ON a.id = b.id AND b.i < 6 WHERE a.${pick(NAMES)} IS NOT NULL AND a.id % 700 < 2 AND a.n > 0 ORDER BY 1, 2`,
          (bucket: string) => `SELECT id, s FROM ${bucket}_${table} LIMIT ${below(3 * GROUP_ROWS)}`,
        ])
        const here = sql('b1')
        const there = here.replaceAll('b1_', 'lake_')
        expect([there, await outcome(there)]).toEqual([there, await outcome(here)])
        const plan = (await outcome(`EXPLAIN ${there}`)).join('\n')
        for (const [, read, all] of plan.matchAll(/row groups (\d+) of (\d+)/g)) left += Number(all) - Number(read)
      }
    }
    // Else this test could not fail.
    expect(left).toBeGreaterThan(20)
  }, 600_000)
})
