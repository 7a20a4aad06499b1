import { expect, it } from 'vitest'
import { CausewayError } from '../../base/errors.ts'
import { type ExplanationStep, explanationText } from '../../base/explanation.ts'
import { exitCodeOfError } from './exit-codes.ts'
import { refusalOf } from './refusal-of.ts'

it('is told in the words of each protocol, the hint by itself', () => {
  const dli = refusalOf({ error_code: 'DLI.0002', error_msg: 'There is no queue q. Make it.', hint: 'Make it.' }, 400)
  expect(dli).toMatchObject({ kind: 'not-found', message: 'DLI.0002 There is no queue q.', hint: 'Make it.' })
  expect(refusalOf({ code: 'VPC.0202', message: 'No vpc' }, 404)).toMatchObject({ kind: 'not-found', message: 'VPC.0202 No vpc' })
  expect(refusalOf({ error: { code: 401, message: 'Wrong', title: 'Unauthorized' } }, 401)).toMatchObject({
    kind: 'unauthenticated',
    message: 'Wrong',
  })
  expect(refusalOf({}, 502).message).toBe('The server answered 502')
  const place = { line: 1, column: 8, length: 4, expected: 'a table' }
  expect(refusalOf({ error_code: 'DLI.0004', error_msg: 'x', place }, 400).place).toEqual(place)
})

it('has the hint of a failed job by itself, as that of a query', () => {
  const failed = refusalOf({ error_code: 'sql-semantics', error_msg: 'The column foo does not exist\nWhat would help: There is: id.' }, 400)
  expect(failed).toMatchObject({ kind: 'sql-semantics', message: 'sql-semantics The column foo does not exist', hint: 'There is: id.' })
  expect(refusalOf({ error_code: 'not-supported', error_msg: 'x' }, 400).kind).toBe('not-supported')
  expect(refusalOf({ error_code: 'DLI.0007', error_msg: 'x' }, 409).kind).toBe('expectation-broken')
})

it('of an address that a job does not reach names the command that tells more', () => {
  const steps: readonly ExplanationStep[] = [{ step: 'binding', outcome: 'failed', seen: 'No connection is bound to queue q2', rule: 2 }]
  const hint = (target: string) =>
    refusalOf({ error_code: 'unreachable', error_msg: explanationText({ target, queue: 'q2', steps, remedies: ['Bind it'] }) }, 400).hint
  expect(hint('pg-orders:5432')).toContain('causeway explain q2 pg-orders:5432 ')
  expect(hint('[fd00::10]:5432')).toContain('causeway explain q2 [fd00::10]:5432 ')
  expect(hint('$(x):5432')).toBeUndefined()
})

it('ends a command with the code of its kind', () => {
  const codeOf = (body: Record<string, unknown>, status: number) => exitCodeOfError(refusalOf({ error_msg: 'x', ...body }, status))
  expect(codeOf({ error_code: 'DLI.0001' }, 400)).toBe(1)
  expect(codeOf({ error_code: 'DLI.0016' }, 403)).toBe(3)
  expect(codeOf({ error_code: 'DLI.0003' }, 400)).toBe(3)
  expect(codeOf({ error_code: 'DLI.0012', explanation: { verdict: 'refused' } }, 400)).toBe(3)
  expect(codeOf({ error_code: 'DLI.0012', explanation: { verdict: 'dial-failed' } }, 400)).toBe(4)
  expect(codeOf({ error_code: 'DLI.0012' }, 503)).toBe(4)
  expect(codeOf({ error_code: 'DLI.0015' }, 401)).toBe(5)
  expect(exitCodeOfError(new CausewayError('invalid-parameter', 'a flag'))).toBe(2)
  expect(codeOf({ error_code: 'sql-permission' }, 400)).toBe(3)
})

it('tells by the text of a failed job whether the policy has refused or the dial has failed', () => {
  const codeOf = (failed: ExplanationStep['step'], code: string | undefined) => {
    const steps: readonly ExplanationStep[] = [
      { step: 'queue', outcome: 'passed', seen: 'q1 is a queue' },
      { step: failed, outcome: 'failed', seen: 'Nothing is there' },
    ]
    const text = explanationText({ target: 'pg-orders:5432', queue: 'q1', steps, remedies: ['Bind it'] })
    return exitCodeOfError(refusalOf({ error_msg: text, ...(code === undefined ? {} : { error_code: code }) }, 400))
  }
  // A query ends with a code, a statement of another kind with its text alone.
  for (const code of ['unreachable', undefined]) {
    for (const step of ['binding', 'name', 'route', 'port', 'attachment'] as const) expect(codeOf(step, code), step).toBe(3)
    expect(codeOf('dial', code)).toBe(4)
  }
})
