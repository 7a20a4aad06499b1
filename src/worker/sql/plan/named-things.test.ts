import { expect, it } from 'vitest'
import { parseStatement } from '../parse/parse-statement.ts'
import { namedThings } from './named-things.ts'

it.each([
  ['ALTER VIEW over_orders RENAME TO orders', [{ database: 'air', table: 'over_orders', isBare: true }]],
  ['ALTER VIEW shop.over_orders AS SELECT * FROM Orders', [{ database: 'air', table: 'orders', isBare: true }]],
  ['CREATE VIEW v AS SELECT * FROM shop.orders', [{ database: 'shop', table: 'orders' }]],
  ['DROP VIEW v', []],
])('a statement that makes, changes or renames a view names what the view reads: %s', (sql, tables) => {
  expect(namedThings(parseStatement(sql), 'air')).toEqual({ tables, authNames: [] })
})
