import { DuckDBInstance } from '@duckdb/node-api'
import { expect, test } from 'vitest'
import { registerEngineFunction } from './engine-functions.ts'

test('texts that stand in many rows, with NULL between them, short and long, in several vectors', async () => {
  const instance = await DuckDBInstance.create(':memory:', { threads: '2' })
  const connection = await instance.connect()
  try {
    await registerEngineFunction(connection, 'fn_regexp_extract')
    const subject = `CASE WHEN range % 3 <> 0 THEN CASE WHEN range % 2 = 0 THEN 'a' || (range // 8) ELSE 'a text of more than twelve bytes ' || (range // 8) END END`
    const pattern = `CASE WHEN range % 5 = 0 THEN NULL WHEN range % 16 < 8 THEN '[0-9]+' ELSE '[0-9]+(?=$|nothing of that kind)' END`
    const reader = await connection.runAndReadAll(
      `SELECT range, fn_regexp_extract(${subject}, ${pattern}, '0') FROM range(10000) ORDER BY range`,
    )
    const wanted = Array.from({ length: 10_000 }, (_, row) => [String(row), row % 3 === 0 || row % 5 === 0 ? null : String(row >> 3)])
    expect(reader.getRowsJson()).toEqual(wanted)
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
})
