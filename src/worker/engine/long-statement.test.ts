import { expect, test } from 'vitest'
import { ENGINE_SETTINGS } from '../sql/render/duckdb/engine-settings.ts'
import { Engine } from './engine.ts'
import { JobCounters } from './job-counters.ts'

test('a long statement is planned without the optimizer that compares all that it computes, and the next one with it', async () => {
  const engine = await Engine.start(new URL('../engine-main.ts', import.meta.url), { settings: ENGINE_SETTINGS, macros: [] })
  await engine.request({ kind: 'begin-job', cancelFlag: new SharedArrayBuffer(4), counters: new JobCounters().buffer })
  const off = async (behind: string): Promise<unknown> => {
    const sql = `SELECT current_setting('disabled_optimizers') AS value${behind}`
    const { rowsJson } = await engine.request({
      kind: 'query',
      sql,
      columns: [{ name: 'value', type: 'string' }],
      rowsMax: 1,
      bytesMax: 1000,
    })
    return rowsJson
  }
  expect(await off('')).toEqual(['[""]'])
  expect(await off(` WHERE 1 IN (${'1, '.repeat(50_000)}1)`)).toEqual(['["common_subexpressions"]'])
  expect(await off('')).toEqual(['[""]'])
  await engine.request({ kind: 'end-job' })
})
