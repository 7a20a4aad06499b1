import { describe, expect, test } from 'vitest'
import { flatten } from './flatten.ts'
import { column, type Sql } from './sql.ts'
import { commuting, overRows, step, template, volatile } from './template.ts'

const a = template`f(${column('t', 'a')})`
const b = template`g(${column('t', 'b')})`
const partsOf = (sql: Sql): readonly Sql[] => (sql.kind === 'template' ? sql.parts : [])
const textsOf = (sql: Sql): readonly string[] => (sql.kind === 'template' ? sql.texts : [])

describe('templates over operands', () => {
  test('what is between a template and its operands becomes its own text', () => {
    const flat = flatten(template`(${template`-${a}`} + ${template`h(${a}, ${b})`})`, new Set<Sql>([a, b]))
    expect(textsOf(flat)).toEqual(['(-', ' + h(', ', ', '))'])
    expect(partsOf(flat)).toEqual([a, a, b])
  })

  test('a template over its operands stays the object that it is', () => {
    const sql = template`(${a} + ${b})`
    expect(flatten(sql, new Set<Sql>([a, b]))).toBe(sql)
  })

  test('what is computed over rows or differs from place to place stays a part', () => {
    for (const part of [overRows(template`sum(${a})`), volatile(template`random()`)])
      expect(partsOf(flatten(template`h(${part}, ${template`-${a}`})`, new Set<Sql>([a])))).toEqual([part, a])
  })

  test('what commutes keeps its operands as they are', () => {
    const sum = commuting('+', template`(${template`-${a}`} + ${b})`)
    const flat = flatten(sum, new Set<Sql>([a, b]))
    expect(flat).toBe(sum)
  })

  test('what commutes stays a part, unless an operand of it stands elsewhere too', () => {
    const sum = commuting('+', template`(${a} + ${b})`)
    expect(partsOf(flatten(template`wrap(${sum})`, new Set<Sql>([a, b])))).toEqual([sum])
    const isOne = commuting('=', template`(${a} = ${template`1`})`)
    const isTwo = commuting('=', template`(${a} = ${template`2`})`)
    const flat = flatten(template`(CASE WHEN ${isOne} THEN 'x' WHEN ${isTwo} THEN 'y' END)`, new Set<Sql>([a]))
    expect(partsOf(flat).filter((part) => part === a)).toHaveLength(2)
  })

  test('a step that shares no operand stays one part in all of its places', () => {
    const cast = step(template`CAST(${a} AS DATE)`)
    const flat = flatten(template`(CASE WHEN ${cast} > ${b} THEN ${cast} END)`, new Set<Sql>([a, b]))
    expect(partsOf(flat)).toEqual([cast, b, cast])
    expect(partsOf(flat)[0]).toBe(partsOf(flat)[2])
  })

  test('a step whose operand stands beside it too is text, so that the operand is counted', () => {
    const cast = step(template`CAST(${a} AS DATE)`)
    expect(partsOf(flatten(template`(CASE WHEN ${cast} > ${b} THEN ${a} END)`, new Set<Sql>([a, b])))).toEqual([a, b, a])
  })

  test('a column beside a step is no reason to repeat the step', () => {
    const day = column('t', 'day')
    const cast = step(template`CAST(${day} AS DATE)`)
    expect(partsOf(flatten(template`f(${cast}, ${day}, ${cast})`, new Set<Sql>([day])))).toEqual([cast, day, cast])
  })
})
