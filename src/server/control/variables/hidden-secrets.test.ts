import fc from 'fast-check'
import { expect, it } from 'vitest'
import { CausewayError } from '../../../base/errors.ts'
import { hiddenError, hiddenOutcome, hiddenText, type UsedSecret } from './hidden-secrets.ts'

const secret: UsedSecret = { name: 'pw', value: "hunt'er-42" }

it.each([
  ["the text hunt'er-42 stands here", 'the text {{pw}} stands here'],
  ["WHERE c = 'hunt''er-42'", "WHERE c = '{{pw}}'"],
  ["WHERE c = 'hunt\\'er-42'", "WHERE c = '{{pw}}'"],
  ['a piece of it: hunt …', 'This text is not shown: it holds a part of a sensitive variable'],
  ['in capitals HUNT', 'This text is not shown: it holds a part of a sensitive variable'],
  ['nothing of it', 'nothing of it'],
])('%s is shown as %s', (text, shown) => {
  expect(hiddenText(text, [secret])).toBe(shown)
})

it('of two values of which one holds the other, both are hidden', () => {
  const secrets = [
    { name: 'short', value: 'abcd' },
    { name: 'long', value: 'abcdefgh' },
  ]
  expect(hiddenText('abcdefgh and abcd', secrets)).toBe('{{long}} and {{short}}')
})

it('no text that is shown holds a value, whatever stands around it', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 4, maxLength: 12 }), fc.string(), fc.string(), (value, before, after) => {
      const shown = hiddenText(`${before}${value}${after}`, [{ name: 'v', value }])
      expect(shown.replaceAll('{{v}}', '').toLowerCase()).not.toContain(value.toLowerCase())
    }),
  )
})

it('an error loses its cause, and names and statements of an outcome are hidden while its rows are not', () => {
  const error = new CausewayError('sql-semantics', `no ${secret.value}`, { hint: `not ${secret.value}`, cause: new Error(secret.value) })
  const shown = hiddenError(error, [secret])
  expect([shown.kind, shown.message, shown.hint, shown.cause]).toEqual(['sql-semantics', 'no {{pw}}', 'not {{pw}}', undefined])
  const outcome = hiddenOutcome(
    {
      kind: 'finished',
      result: {
        jobType: 'QUERY',
        columns: [{ name: secret.value, type: 'string' }],
        rowsJson: [JSON.stringify([secret.value])],
        rowCount: 1,
        inputRowCount: 0,
        inputBytes: 0,
        remoteStatements: [{ source: 's', sql: `SELECT '${secret.value}'` }],
        madeHere: [{ kind: 'groups', because: `of ${secret.value}` }],
      },
    },
    [secret],
  )
  expect(outcome).toMatchObject({
    result: {
      columns: [{ name: '{{pw}}' }],
      rowsJson: [`["hunt'er-42"]`],
      remoteStatements: [{ sql: "SELECT '{{pw}}'" }],
      madeHere: [{ because: 'of {{pw}}' }],
    },
  })
})
