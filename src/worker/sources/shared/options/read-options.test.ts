import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CausewayError } from '../../../../base/errors.ts'
import { TABLE_OPTIONS } from '../../registry.ts'
import { boolean, character, integer, oneOf, text } from './option-values.ts'
import { optionsSchema, readOptions } from './read-options.ts'

const schema = optionsSchema('option', 'a test table', {
  place: { kind: 'used', required: true, value: text, meaning: 'where it is' },
  fetchSize: { kind: 'no-effect', value: integer(0, 1000), because: 'rows come as they are' },
  strict: { kind: 'used', value: boolean, meaning: 'or not' },
  mode: { kind: 'used', value: oneOf(['FAST', 'SAFE'], 'not-supported'), meaning: 'how', hint: 'Use SAFE' },
  sep: { kind: 'used', otherName: 'delimiter', value: character('never empty'), meaning: 'between' },
  low: { kind: 'no-effect', value: integer(0), because: 'nothing is split', needs: ['high'] },
  high: { kind: 'no-effect', value: integer(0), because: 'nothing is split', needs: ['low'] },
  password: { kind: 'refused', because: 'tables keep no passwords', hint: 'Store it' },
})

function refusal(given: Parameters<typeof readOptions>[1], of: Parameters<typeof readOptions>[0] = schema): CausewayError {
  try {
    readOptions(of, given)
  } catch (error) {
    if (error instanceof CausewayError) return error
    throw error
  }
  throw new Error('nothing was refused')
}

test('values are read as the schema says, names without regard to case', () => {
  const values = readOptions(schema, { PLACE: 'p', fetchsize: '+10', Strict: 'TRUE', mode: 'safe', delimiter: '\\t' })
  expect(values).toEqual({ place: 'p', fetchSize: 10, strict: true, mode: 'SAFE', sep: '\t' })
})

describe('each kind of mistake is refused by name', () => {
  test.each<[Parameters<typeof readOptions>[1], Partial<CausewayError>]>([
    [
      { place: 'p', fetchsise: '1' },
      { kind: 'not-supported', message: 'The option fetchsise of a test table is not known here', hint: 'Did you mean fetchSize?' },
    ],
    [{ place: 'p', quux: '1' }, { hint: 'There are: fetchSize, high, low, mode, place, sep, strict' }],
    [
      { place: 'p', fetchsize: 'abc' },
      { kind: 'invalid-parameter', message: 'The option fetchSize of a test table is a whole number, 0 to 1000, not abc' },
    ],
    [{ place: 'p', fetchsize: '1001' }, { message: expect.stringContaining('not 1001') }],
    [{ place: 'p', fetchsize: '1e2' }, { message: expect.stringContaining('not 1e2') }],
    [{ place: 'p', strict: 'maybe' }, { message: 'The option strict of a test table is true or false, not maybe' }],
    [{ place: 'p', strict: '' }, { message: 'The option strict of a test table is true or false, not ""' }],
    [
      { place: 'p', mode: 'x' },
      { kind: 'not-supported', message: 'The option mode of a test table is FAST or SAFE, not x', hint: 'Use SAFE' },
    ],
    [
      { place: 'p', low: '1' },
      { message: 'The option high of a test table is missing', hint: 'low is given with high, or not at all' },
    ],
    [{ strict: 'true' }, { message: 'The option place of a test table is missing', hint: 'Add it: where it is' }],
    [{ place: 'p', sep: ',', delimiter: ';' }, { message: 'The options sep and delimiter are one and the same' }],
    [
      [
        ['place', 'p'],
        ['Place', 'q'],
      ],
      { message: 'The option place is given twice' },
    ],
    [
      { place: 'p', password: 'hunter2' },
      { message: 'The option password of a test table is not supported, because tables keep no passwords', hint: 'Store it' },
    ],
    [{ place: 'a\nb' }, { kind: 'invalid-parameter', message: 'The option place holds a control character' }],
    [{ place: 'p', sep: '\0' }, { message: 'The option sep holds a control character that it cannot hold: U+0000' }],
    [{ place: 'p', 'a\0b': '1' }, { message: 'The name of an option holds a control character' }],
    [{ place: 'p', __proto__x: '1' }, { message: expect.stringContaining('is not known here') }],
    [
      [
        ['place', 'p'],
        ['__proto__', 'x'],
      ],
      { message: 'The option __proto__ of a test table is not known here' },
    ],
  ])('%j', (given, expected) => {
    expect(refusal(given)).toMatchObject(expected)
  })
})

test('what was written for an option that is unknown or refused is never repeated: it may be a password', () => {
  const secret = 'correct-horse-battery'
  const names = TABLE_OPTIONS.flatMap((one) =>
    Object.entries(one.options).flatMap(([name, option]) => (option.kind === 'refused' ? [[one, name] as const] : [])),
  )
  expect(names.map(([, name]) => name)).toContain('password')
  for (const [of, name] of [...names, ...TABLE_OPTIONS.map((one) => [one, 'pasword'] as const)]) {
    const { message, hint } = refusal({ [name]: secret }, of)
    expect(`${message} ${hint}`).not.toContain(secret)
  }
})

describe('the options of every kind of source', () => {
  test.each(TABLE_OPTIONS)('$of: no name is there twice, and what an option needs is there', ({ options }) => {
    const names = Object.entries(options).flatMap(([name, option]) =>
      option.kind === 'refused' || option.otherName === undefined ? [name] : [name, option.otherName],
    )
    expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(names.length)
    for (const option of Object.values(options))
      if (option.kind !== 'refused') expect(names).toEqual(expect.arrayContaining([...(option.needs ?? [])]))
  })

  test.each(TABLE_OPTIONS)('$of: any text for any option is read or refused in the user’s words', (of) => {
    const names = [...Object.keys(of.options), 'nosuch']
    fc.assert(
      fc.property(
        fc.constantFrom(...names),
        fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('', '1', 'true', '\\t', '-1', 'none')),
        (name, value) => {
          const rest = Object.entries(of.options).flatMap(([one, option]) =>
            option.kind === 'used' && option.required === true && one !== name ? [[one, 'x'] as const] : [],
          )
          try {
            expect(Object.keys(readOptions(of, [...rest, [name, value]]))).toContain(name)
          } catch (error) {
            expect(error).toBeInstanceOf(CausewayError)
            expect(error).toMatchObject({ message: expect.not.stringMatching(/[\p{Cc}]/u) })
          }
        },
      ),
    )
  })
})
