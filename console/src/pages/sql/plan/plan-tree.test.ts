import { expect, it } from 'vitest'
import { explainOf, planTree } from './plan-tree.ts'

const PLAN = `Query: name string
Ask for an aggregate of default.orders (jdbc)
  at pg-orders:5432/postgres, by a connection that the queue is bound to
  asked there: SELECT count(*): 1
Made here: the order, because texts are compared otherwise there
Read default.orders (jdbc, Url jdbc:postgresql://pg-orders:5432/postgres, Remote Table public.orders)
  at pg-orders:5432/postgres.public.orders, once, by a connection that the queue is bound to
  asked there: COPY (SELECT "name" FROM "public"."orders") TO STDOUT (FORMAT binary)
  columns: name, day (2 of 4)
  condition decided there: ("day" >= '2024-01-01'::date)
  condition asked there, and looked at again here: "a" = 1; it is rounded
  condition looked at here only: it is not asked
  limit: 10 rows are asked for
Read default.local (parquet, managed)
  by this queue itself, files 3 of 120: of Parquet only the columns
Whatever else the statement says is done here, in the process of the queue`.split('\n')

it('puts each line beneath the one that it says more of, and tells what is done where', () => {
  const [query, ...others] = planTree(PLAN)
  expect(others).toEqual([])
  expect(query).toMatchObject({ label: 'Query', text: 'name string' })
  expect(query?.children.map(({ label, text, place, children }) => [label || text.split(' ')[0], place, children.length])).toEqual([
    ['Ask', 'there', 2],
    ['Made here', 'here', 0],
    ['Read', 'neutral', 7],
    ['Read', 'neutral', 1],
    ['Whatever', 'here', 0],
  ])
  expect(query?.children[2]?.children.map(({ label, place }) => [label, place])).toEqual([
    ['', 'there'],
    ['asked there', 'there'],
    ['columns', 'neutral'],
    ['condition decided there', 'there'],
    ['condition asked there, and looked at again here', 'both'],
    ['condition looked at here only', 'here'],
    ['limit', 'neutral'],
  ])
  expect(query?.children[0]?.children[1]?.text).toBe('SELECT count(*): 1')
})

it('keeps each statement of several inserts apart, and loses no line that it does not know', () => {
  const trees = planTree([
    'Several inserts: all of them or none',
    'Insert into a.b (parquet, managed): all rows or none',
    'No table is read',
    'Query: x int',
    '  something new',
  ])
  expect(trees.map(({ children }) => children.length)).toEqual([0, 1, 1])
  expect(planTree(['  alone'])).toEqual([{ label: '', text: 'alone', place: 'neutral', children: [] }])
  expect(planTree([])).toEqual([])
})

it('explains once', () => {
  expect(explainOf('SELECT 1')).toBe('EXPLAIN SELECT 1')
  expect(explainOf(' explain extended SELECT 1')).toBe('EXPLAIN SELECT 1')
})
