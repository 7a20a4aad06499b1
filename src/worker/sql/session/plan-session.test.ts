import { expect, test } from 'vitest'
import { planSession } from './plan-session.ts'
import { NO_SESSION } from './session-context.ts'

test('SET hivevar:name sets the name that a variable of the name reads, and is told as it was written', () => {
  const set = (name: string) => planSession({ kind: 'set', name, value: '5' }, 'default', NO_SESSION)
  expect(set('hivevar:a')).toEqual({ kind: 'set', name: 'a', writtenName: 'hivevar:a', value: '5' })
  // Spark takes one prefix away, this one, and only before a name.
  expect(set('hivevar:hivevar:a')).toMatchObject({ name: 'hivevar:a' })
  expect(set('hivevar:')).toMatchObject({ name: 'hivevar:' })
  expect(set('hiveconf:a')).toMatchObject({ name: 'hiveconf:a' })
  expect(() => set('hivevar:spark.sql.ansi.enabled')).toThrow()
})
