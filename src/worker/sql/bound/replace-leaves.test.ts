import { expect, test } from 'vitest'
import { leavesOf, replaceLeaves } from './replace-leaves.ts'
import { column, parameter, type Sql } from './sql.ts'
import { lambda, template } from './template.ts'

const a = column('t', 'a')

test('the leaves are what a tree reads from outside of it, each once', () => {
  const list = template`list_transform(${a}, ${lambda(['e'], template`${parameter('e')} + ${parameter('outer')} + ${a}`)})`
  expect(leavesOf(list)).toEqual([a, parameter('outer')])
})

test('a parameter of a function hides what has its name outside', () => {
  const sql = template`f(${parameter('e')}, ${lambda(['e'], parameter('e'))})`
  const replaced = replaceLeaves(sql, (leaf) => (leaf.kind === 'parameter' && leaf.name === 'e' ? a : undefined))
  expect(replaced).toMatchObject({ parts: [a, { body: { parts: [parameter('e')] } }] })
})

test('a value that stands in several places stays one object, and is gone through once', () => {
  let sql: Sql = template`f(${a})`
  for (let level = 0; level < 200; level += 1) sql = template`g(${sql}, ${sql}, ${sql})`
  expect(leavesOf(sql)).toEqual([a])
  let count = 0
  const replaced = replaceLeaves(sql, () => {
    count += 1
    return column('t', 'b')
  })
  expect(count).toBe(1)
  expect(replaced.kind === 'template' && replaced.parts[0] === replaced.parts[2]).toBe(true)
})

test('a chain of thousands of columns is gone through once', () => {
  const columns = Array.from({ length: 3000 }, (_, index) => column('t', `c${index}`))
  let reads = 0
  const counted = columns.map((leaf) => ({
    ...leaf,
    get kind(): 'column' {
      reads += 1
      return 'column'
    },
  }))
  const chain = counted.reduce<Sql>((left, right) => template`${left} + ${right}`, a)
  expect(leavesOf(chain)).toHaveLength(3001)
  expect(reads).toBeLessThan(20 * 3000)
})
