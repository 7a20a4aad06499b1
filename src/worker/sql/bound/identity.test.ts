import { describe, expect, test } from 'vitest'
import { Identities } from './identity.ts'
import { column, parameter, type Sql } from './sql.ts'
import { commuting, lambda, template } from './template.ts'

const a = column('t', 'a')
const b = column('t', 'b')
const plus = (left: Sql, right: Sql): Sql => commuting('+', template`(${left} + ${right})`)

describe('one number for what computes the same', () => {
  const identities = new Identities()
  const isSame = (left: Sql, right: Sql): boolean => identities.of(left) === identities.of(right)

  test('operands of a chain that commutes stand in any order, each as often', () => {
    expect(isSame(plus(plus(a, b), a), plus(a, plus(a, b)))).toBe(true)
    expect(isSame(plus(plus(a, b), a), plus(b, plus(a, b)))).toBe(false)
    expect(isSame(plus(a, a), a)).toBe(false)
  })

  test('functions that differ in the names of their parameters only', () => {
    const added = (outer: string, inner: string, first: string): Sql =>
      lambda([outer], template`f(${parameter(outer)}, ${lambda([inner], template`${parameter(first)} + ${parameter(outer)}`)})`)
    expect(isSame(added('p0', 'p1', 'p1'), added('p7', 'p3', 'p3'))).toBe(true)
    expect(isSame(added('p0', 'p1', 'p1'), added('p0', 'p1', 'p0'))).toBe(false)
    const ordered = (x: string, y: string): Sql => lambda(['x', 'y'], template`${parameter(x)} - ${parameter(y)}`)
    expect(isSame(ordered('x', 'y'), ordered('y', 'x'))).toBe(false)
    expect(
      isSame(
        lambda(['x'], template`${parameter('x')} - ${parameter('z')}`),
        lambda(['z'], template`${parameter('z')} - ${parameter('z')}`),
      ),
    ).toBe(false)
  })

  test('a chain whose links stand in it doubly is compared without going each way through it', () => {
    const doubled = (): Sql => {
      let sum = plus(a, b)
      for (let link = 0; link < 200; link += 1) sum = plus(sum, sum)
      return sum
    }
    expect(isSame(doubled(), doubled())).toBe(true)
    expect(isSame(doubled(), plus(doubled(), a))).toBe(false)
  })
})
