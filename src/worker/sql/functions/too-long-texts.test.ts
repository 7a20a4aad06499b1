import { afterAll, beforeAll, expect, test } from 'vitest'
import { TestEngine, WITHOUT_TABLES } from '../fixtures/test-engine.ts'
import { translate } from '../translate.ts'

let engine: TestEngine
beforeAll(async () => {
  engine = await TestEngine.start()
})
afterAll(() => engine.end())

/** A row of each asks for some 600 million characters: what makes texts of a few bytes large. */
test.each(["format_string(f, 'a')", "regexp_replace('aa', '(?=a)', r)"])(
  'a text that is too long for any is refused in our words: %s',
  async (call) => {
    const rows = "VALUES (repeat('%1$10000s', 60000), repeat('b', 300000000)) t(f, r)"
    const plan = await translate(`SELECT length(${call}) FROM ${rows}`, WITHOUT_TABLES)
    if (plan.kind !== 'query') throw new Error('no query')
    await expect(engine.connection.runAndReadAll(plan.query.sql)).rejects.toThrow('would have more than 500 million characters')
  },
)
