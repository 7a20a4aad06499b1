import { expect, it } from 'vitest'
import { CausewayError } from '../../base/errors.ts'
import { failureText } from './failure-text.ts'
import { inOwnWords, refusalOf } from './refusal-of.ts'

const json = (thrown: unknown): unknown => {
  if (!(thrown instanceof CausewayError)) throw thrown
  const text = failureText(thrown, true)
  expect(text).not.toContain('\n')
  return JSON.parse(text)
}

it('is a line and its hint for people', () => {
  expect(failureText(refusalOf({ error_code: 'DLI.0002', error_msg: 'No queue q. Make it.', hint: 'Make it.' }, 400), false)).toBe(
    'DLI.0002 No queue q.\n  Make it.',
  )
})

it('has for programs the names of the API’s errors, whichever of its protocols has refused', () => {
  const told = { reason: 'not-found', request_id: 'r1', hint: 'List them.' }
  expect(json(refusalOf({ error_code: 'DLI.0002', error_msg: 'No queue q. List them.', ...told }, 400))).toEqual({
    error_code: 'DLI.0002',
    error_msg: 'No queue q.',
    ...told,
  })
  expect(json(refusalOf({ code: 'VPC.0202', message: 'No VPC. List them.', ...told }, 404))).toEqual({
    error_code: 'VPC.0202',
    error_msg: 'No VPC.',
    ...told,
  })
  expect(json(refusalOf({ error: { code: 404, message: 'No user. List them.', title: 'Not Found' }, ...told }, 404))).toEqual({
    error_code: 'not-found',
    error_msg: 'No user.',
    ...told,
  })
  expect(json(inOwnWords(refusalOf({ error_code: 'DLI.0002', error_msg: 'No queue q. List them.', ...told }, 400)))).toEqual({
    error_code: 'not-found',
    error_msg: 'No queue q.',
    ...told,
  })
})

it('has the kind of what the command itself says, and names commands where the server names calls', () => {
  expect(json(new CausewayError('unavailable', 'No server is reached', { hint: 'Start it' }))).toEqual({
    error_code: 'unavailable',
    error_msg: 'No server is reached',
    hint: 'Start it',
  })
  expect(json(new CausewayError('timed-out', 'Too long'))).toEqual({ error_code: 'timed-out', error_msg: 'Too long' })
  expect(json(refusalOf({ error_code: 'DLI.0016', error_msg: 'No', hint: 'Ask: GET /v3/projects' }, 403))).toMatchObject({
    hint: 'Ask: causeway whoami',
  })
})

it('has the steps of a refusal and the place of a mistake', () => {
  const place = { line: 1, column: 8, length: 4 }
  const explanation = { verdict: 'refused', steps: [] }
  expect(json(refusalOf({ error_code: 'sql-syntax', error_msg: 'x', place }, 400))).toMatchObject({ place })
  expect(json(refusalOf({ error_code: 'unreachable', error_msg: 'x', explanation }, 400))).toMatchObject({ explanation })
})

it('has no sign that a terminal obeys: whoever has answered may be nobody’s friend', () => {
  const odd = 'a\u009b2J\u202eb\u2028c\u{e0001}'
  const error = refusalOf({ error_code: 'DLI.0002', error_msg: odd, hint: `List them: ${odd}`, explanation: { steps: [odd] } }, 400)
  const text = failureText(error, true)
  expect(text).toMatch(/^[ -~]+$/)
  expect(JSON.parse(text)).toMatchObject({ error_msg: odd, explanation: { steps: [odd] } })
})
