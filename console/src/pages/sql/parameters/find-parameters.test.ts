// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what Spark replaces looks so
import { expect, it } from 'vitest'
import { confOf, filledWith, findParameters } from './find-parameters.ts'

it('finds what is to be filled in, wherever it stands', () => {
  expect(findParameters("SELECT ${a}, '${b}', ${a}, {{region}} -- ${c}")).toEqual({ own: ['a', 'b', 'c'], global: ['region'] })
  expect(findParameters('SELECT ${env:HOME}, ${spark.sql.x}, ${}, $a, {{}}')).toEqual({ own: [], global: [] })
})

it('sends the values of those alone that stand there', () => {
  expect(confOf('SELECT ${a}, ${b}, ${toString}', { a: '1', c: '2' })).toEqual(['a=1'])
})

it('knows a place of the filled text in the one before', () => {
  const sql = 'SELECT ${from} + ${to} + wrong'
  const { text, placeBefore } = filledWith(sql, { from: '12345678901234567890', to: '' })
  expect(text).toBe('SELECT 12345678901234567890 +  + wrong')
  expect(placeBefore(text.indexOf('wrong'))).toBe(sql.indexOf('wrong'))
  expect(placeBefore(text.indexOf('345'))).toBe(sql.indexOf('${from}'))
  expect(placeBefore(0)).toBe(0)
  expect(placeBefore(text.length)).toBe(sql.length)
})

it('puts a value in as it is', () => {
  expect(filledWith("SELECT '${a}'", { a: '$& ${a}' }).text).toBe("SELECT '$& ${a}'")
})
