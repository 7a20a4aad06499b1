import { expect, test } from 'vitest'
import { Engine } from '../engine/engine.ts'
import { JobCounters } from '../engine/job-counters.ts'
import { ENGINE_MACROS } from '../sql/render/duckdb/engine-macros.ts'
import { ENGINE_SETTINGS } from '../sql/render/duckdb/engine-settings.ts'

test('conditions of several parts that are read at once are each read of their own columns', async () => {
  const engine = await Engine.start(new URL('../engine-main.ts', import.meta.url), { settings: ENGINE_SETTINGS, macros: ENGINE_MACROS })
  await engine.request({ kind: 'begin-job', cancelFlag: new SharedArrayBuffer(4), counters: new JobCounters().buffer })
  const conditions = (count: number) =>
    Array.from({ length: count }, (_, index) => ({
      columns: [{ name: 'c', value: { kind: 'int' } } as const],
      sql: `condition_rows.c0 > ${index}`,
    }))
  const read = await Promise.all(
    Array.from({ length: 12 }, (_, part) => engine.request({ kind: 'read-conditions', conditions: conditions(1 + (part % 4)) })),
  )
  for (const [part, predicates] of read.entries())
    expect(predicates).toEqual(
      conditions(1 + (part % 4)).map((_, index) => ({
        kind: 'and',
        children: [{ kind: 'comparison', column: 0, operator: '>', literal: { kind: 'number', text: String(index) } }],
      })),
    )
  await engine.request({ kind: 'end-job' })
})
