import { afterAll, beforeAll, expect, test } from 'vitest'
import { Engine } from '../engine/engine.ts'
import { JobCounters } from '../engine/job-counters.ts'
import { ENGINE_SETTINGS } from '../sql/render/duckdb/engine-settings.ts'

let engine: Engine
beforeAll(async () => {
  engine = await Engine.start(new URL('../engine-main.ts', import.meta.url), { settings: ENGINE_SETTINGS, macros: [] })
  await engine.request({ kind: 'begin-job', cancelFlag: new SharedArrayBuffer(4), counters: new JobCounters().buffer })
})
afterAll(async () => {
  await engine.request({ kind: 'end-job' })
})

const settings = ENGINE_SETTINGS.map((statement): [string, string] => {
  const [, name = '', value = ''] = /^SET GLOBAL (\w+) = '?(\w+)'?$/.exec(statement) ?? []
  return [name, value]
})

test.each(settings)("a job's own connection has %s = %s", async (name, value) => {
  const { rowsJson } = await engine.request({
    kind: 'query',
    sql: `SELECT lower(CAST(current_setting('${name}') AS VARCHAR)) AS value`,
    columns: [{ name: 'value', type: 'string' }],
    rowsMax: 1,
    bytesMax: 1000,
  })
  expect(rowsJson).toEqual([JSON.stringify([value.toLowerCase()])])
})
