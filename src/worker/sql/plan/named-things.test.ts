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
  expect(namedThings(parseStatement(sql), 'air')).toMatchObject({ tables, authNames: [] })
})

it.each([
  ['SELECT * FROM shop.Orders o JOIN (SELECT * FROM items) USING (id) WHERE id IN (SELECT id FROM gone)', ['orders', 'items', 'gone']],
  ['WITH c AS (SELECT * FROM orders) SELECT * FROM c', ['orders']],
  ['CREATE TABLE shop.copies AS SELECT * FROM orders', ['copies', 'orders']],
  ['CREATE VIEW v AS SELECT * FROM orders', ['v', 'orders']],
  ['DROP TABLE IF EXISTS orders', ['orders']],
  ['ALTER TABLE orders RENAME TO old_orders', ['orders', 'old_orders']],
  ['DESCRIBE orders', ['orders']],
  ['EXPLAIN INSERT INTO copies SELECT * FROM orders', ['copies', 'orders']],
  ['SELECT * FROM csv.`obs://bucket1/a`', []],
])('a job is found by every table that its statement names: %s', (sql, tableNames) => {
  expect(namedThings(parseStatement(sql), 'air')).toMatchObject({ tableNames })
})
