import { expect, it } from 'vitest'
import { parseStatement } from '../parse/parse-statement.ts'
import { namedThings } from './named-things.ts'

it.each([
  ['ALTER VIEW over_orders RENAME TO orders', [{ database: 'air', table: 'over_orders', isBare: true }]],
  ['ALTER TABLE shop.orders RENAME TO shop.old_orders', [{ database: 'shop', table: 'orders' }]],
  ['ALTER VIEW shop.over_orders AS SELECT * FROM Orders', [{ database: 'air', table: 'orders', isBare: true }]],
  ['CREATE VIEW v AS SELECT * FROM shop.orders', [{ database: 'shop', table: 'orders' }]],
  ['DROP VIEW v', []],
])('a statement that renames, or makes or changes a view, names what is read by the name: %s', (sql, tables) => {
  expect(namedThings(parseStatement(sql), 'air')).toEqual({ tables, authNames: [] })
})
