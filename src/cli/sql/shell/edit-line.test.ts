import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EMPTY_LINE, editLine, type Key, type Line } from './edit-line.ts'

const isWhole = (text: string): boolean => text.endsWith(';')
/** | is the cursor. */
const lineOf = (shown: string): Line => ({ text: shown.replace('|', ''), cursor: shown.indexOf('|') })
const shown = ({ text, cursor }: Line): string => `${text.slice(0, cursor)}|${text.slice(cursor)}`
const control = (name: string): Key => ({ name, ctrl: true })
const typed = (sequence: string): Key => ({ name: sequence, sequence })

describe('a key', () => {
  it.each<[string, Key, string]>([
    ['a|c', typed('b'), 'ab|c'],
    ['👍🏽é|', { name: 'backspace' }, '👍🏽|'],
    ['👍🏽|', { name: 'backspace' }, '|'],
    ['|', { name: 'backspace' }, '|'],
    ['a|👍🏽b', { name: 'right' }, 'a👍🏽|b'],
    ['ab|', { name: 'right' }, 'ab|'],
    ['select a.b|', control('w'), 'select a.|'],
    ['select a.|b', control('left'), 'select |a.b'],
    ['a\nbc|d', control('a'), 'a\n|bcd'],
    ['a\n|bcd\ne', control('e'), 'a\nbcd|\ne'],
    ['a\nbc|d', control('u'), 'a\n|d'],
    ['a|b\nc', control('k'), 'a|\nc'],
    ['a|\nc', control('k'), 'a|c'],
    ['abc\nd|', { name: 'up' }, 'a|bc\nd'],
    ['abc|\nd', { name: 'down' }, 'abc\nd|'],
    ['a|bc\ndef', { name: 'down' }, 'abc\nd|ef'],
    ['a|', { name: 'return' }, 'a\n|'],
    ['a|', { name: 'f1', sequence: '\u001b[11~' }, 'a|'],
  ])('%j %j %j', (from, key, to) => expect(shown(editLine(lineOf(from), key, isWhole).line)).toBe(to))

  it.each<[string, Key, string]>([
    ['a;|', { name: 'return' }, 'submit'],
    ['a;|', { name: 'enter' }, 'submit'],
    ['a|', control('c'), 'interrupt'],
    ['|', control('d'), 'leave'],
    ['|a', { name: 'tab' }, 'complete'],
    ['a|\nb', { name: 'up' }, 'older'],
    ['a\n|b', { name: 'down' }, 'newer'],
  ])('%j %j is for %s', (from, key, wish) => expect(editLine(lineOf(from), key, isWhole)).toEqual({ line: lineOf(from), wish }))

  it('never leaves the text, nor the beginnings of signs', () => {
    const names = ['left', 'right', 'up', 'down', 'home', 'end', 'backspace', 'delete', 'return']
    const key: fc.Arbitrary<Key> = fc.oneof(
      fc.constantFrom(...names).map((name) => ({ name })),
      fc.constantFrom('a', 'b', 'e', 'f', 'h', 'k', 'u', 'w', 'left', 'right').map(control),
      fc.constantFrom('x', ' ', '漢', '👍🏽', '.').map(typed),
    )
    fc.assert(
      fc.property(fc.array(key, { maxLength: 60 }), (keys) => {
        let line = EMPTY_LINE
        for (const each of keys) {
          line = editLine(line, each, isWhole).line
          expect(line.cursor).toBeGreaterThanOrEqual(0)
          expect(line.cursor).toBeLessThanOrEqual(line.text.length)
          expect(line.text.isWellFormed()).toBe(true)
        }
      }),
    )
  })
})
