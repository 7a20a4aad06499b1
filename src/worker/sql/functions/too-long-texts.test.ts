import { afterAll, beforeAll, expect, test } from 'vitest'
import { TestEngine, WITHOUT_TABLES } from '../fixtures/test-engine.ts'
import { translate } from '../translate.ts'

let engine: TestEngine
beforeAll(async () => {
  engine = await TestEngine.start()
})
afterAll(() => engine.end())

/** Some 600 million characters out of a few thousand. */
test.each(["format_string(repeat('%1$10000s', n + 60000), 'a')", "regexp_replace(repeat('a', n + 40000), '(?=(.*))', '$1')"])(
  'a text that is too long for any is refused in our words: %s',
  async (call) => {
    const plan = await translate(`SELECT length(${call}) FROM VALUES (0) t(n)`, WITHOUT_TABLES)
    if (plan.kind !== 'query') throw new Error('no query')
    await expect(engine.connection.runAndReadAll(plan.query.sql)).rejects.toThrow('would have more than 500 million characters')
  },
)
