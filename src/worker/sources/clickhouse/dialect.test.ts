import { describe, expect, it } from 'vitest'
import type { Literal } from '../../engine/predicate.ts'
import { printPredicate } from '../shared/print-predicate.ts'
import { type ClickhouseComparable, clickhouseDialect } from './dialect.ts'

const printed = (type: ClickhouseComparable, ...literals: readonly Literal[]): string | undefined =>
  printPredicate({ kind: 'in', column: 0, literals }, [{ name: 'c', comparable: { type } }], clickhouseDialect)?.sql
const number = (text: string): Literal => ({ kind: 'number', text })
const moment = (text: string): Literal => ({ kind: 'timestamp', text })

describe('within IN', () => {
  it('a decimal is a text that has room in the column, which servers read by its type', () => {
    expect(printed('decimal-9-2', number('1.25'), number('-7'), number('0'))).toBe("(`c` IN ('1.25', '-7', '0'))")
    expect(printed('decimal-38-38', number('0.5'), number('-0.25'))).toBe("(`c` IN ('0.5', '-0.25'))")
    for (const [type, text] of [
      ['decimal-4-2', '123.5'],
      ['decimal-4-2', '1.255'],
      ['decimal-38-38', '1'],
      ['decimal-9-0', '1e3'],
      ['decimal-9-0', '1234567890'],
    ] as const)
      expect(printed(type, number(text)), text).toBeUndefined()
  })

  it('a moment has no digits that the column has not: a server would cut them, and find what is none of them', () => {
    expect(printed('datetime64-3', moment('2020-01-01 00:00:00.5'))).toBe("(`c` IN (toDateTime64('2020-01-01 00:00:00.5', 3, 'UTC')))")
    expect(printed('datetime64-3', moment('2020-01-01 00:00:00.500000'))).toBeDefined()
    expect(printed('datetime64-0', moment('2020-01-01 00:00:00'))).toBeDefined()
    expect(printed('datetime64-3', moment('2020-01-01 00:00:00.500001'))).toBeUndefined()
    expect(printed('datetime64-0', moment('2020-01-01 00:00:00.1'))).toBeUndefined()
    expect(printed('datetime64-6', moment('2020-01-01 00:00:00.500001'))).toBeDefined()
  })
})
