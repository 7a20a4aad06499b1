import { afterAll, beforeAll, expect, test } from 'vitest'
import { TestEngine, WITHOUT_TABLES } from '../fixtures/test-engine.ts'
import { translate } from '../translate.ts'

let engine: TestEngine
beforeAll(async () => {
  engine = await TestEngine.start()
})
afterAll(() => engine.end())

async function isTrue(condition: string): Promise<unknown> {
  const plan = await translate(`SELECT ${condition}`, WITHOUT_TABLES)
  if (plan.kind !== 'query') throw new Error('no query')
  return (await engine.connection.runAndReadAll(plan.query.sql)).getRows()[0]?.[0]
}

/** Whatever the moment, one of those that are 26 hours apart has another day than UTC. As Apache Spark 3.3.1, which takes the zone's own day. */
test.each(['+14:00', '-12:00', '+03:00', ' Pacific/Kiritimati', ' America/New_York', 'Z', ' UTC-11'])(
  'a clock with the zone %j and without a date is of the day that the zone has',
  async (zone) => {
    const of = (moment: string): string => `date_format(from_utc_timestamp(${moment}, '${zone.trim()}'), 'yyyy-MM-dd HH:mm:ss')`
    const today = `date_format(from_utc_timestamp(CAST('now' AS TIMESTAMP), '${zone.trim()}'), 'yyyy-MM-dd')`
    for (const text of [`T12:34:56${zone}`, `12:34:56.0${zone}`])
      expect(await isTrue(`${of(`CAST(c AS TIMESTAMP)`)} = concat(${today}, ' 12:34:56') FROM VALUES ('${text}') t(c)`)).toBe(true)
  },
)

test.each(['12:34:56+18:01', '12:34:56 Nowhere/Town', '25:00:00+01:00', '12:34+01:00', '12:34:56 z'])(
  '%s is no timestamp',
  async (text) => {
    expect(await isTrue(`CAST(c AS TIMESTAMP) IS NULL FROM VALUES ('${text}') t(c)`)).toBe(true)
  },
)
