import { DuckDBInstance } from '@duckdb/node-api'
import { expect, test } from 'vitest'
import { doubleFunction } from './double-function.ts'

test('NULL wherever an argument is, in every row of several vectors', async () => {
  const instance = await DuckDBInstance.create(':memory:', { threads: '2' })
  const connection = await instance.connect()
  try {
    connection.registerScalarFunction(doubleFunction('fn_less', 2, (x, y) => x - y))
    const reader = await connection.runAndReadAll(
      `SELECT count(*), count(d), sum(d) FROM (SELECT fn_less(CASE WHEN range % 7 <> 0 THEN range END, CASE WHEN range % 5 <> 0 THEN 1 END) AS d FROM range(10000))`,
    )
    const kept = Array.from({ length: 10_000 }, (_, index) => index).filter((index) => index % 7 !== 0 && index % 5 !== 0)
    expect(reader.getRowsJson()).toEqual([['10000', String(kept.length), kept.reduce((sum, index) => sum + index - 1, 0)]])
    expect((await connection.runAndReadAll('SELECT fn_less(3, 1), fn_less(NULL, 1), fn_less(1, NULL)')).getRows()).toEqual([
      [2, null, null],
    ])
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
})
