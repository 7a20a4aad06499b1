import { describe, expect, test } from 'vitest'
import { itemOf, queryOf, selectOf } from './fixtures/parsed.ts'

describe('a word that Spark does not reserve', () => {
  test.each([
    ['user', 'user'],
    ['current_date', 'current_date'],
    ['by + on', '(by + on)'],
    ['using', 'using'],
    ['set = 1', '(set = 1)'],
    ['table', 'table'],
    ['date_add(day, 1)', 'date_add[day 1]'],
    ['datediff(day, d)', 'datediff[day d]'],
    ['dateadd(day, 1)', 'dateadd[day 1]'],
    ['date_add(day, 1, d)', "timestampadd['day' 1 d]"],
    ['datediff(DAY, a, b)', "timestampdiff['DAY' a b]"],
    ['CASE WHEN a THEN end ELSE b END', 'case'],
  ])('%s is %s', (sql, expected) => {
    expect(itemOf(sql)).toBe(expected)
  })

  test.each(['desc', 'asc', 'end', 'nulls', 'when'])('%s is an alias without AS', (word) => {
    expect(selectOf(`SELECT CASE WHEN a THEN 1 END ${word}, b FROM t`).items[0]?.alias).toBe(word)
  })

  test('AS is the name of an alias of columns only', () => {
    expect(selectOf('SELECT as.a FROM VALUES (1, 2) AS (a, b)')).toMatchObject({
      items: [{ expression: { parts: ['as', 'a'] } }],
      from: [{ alias: { name: 'AS', columnNames: ['a', 'b'] } }],
    })
    expect(queryOf('VALUES (1, 2) AS (a, b)').body).toMatchObject({ columnNames: ['a', 'b'] })
  })
})
