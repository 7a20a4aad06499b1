import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SCRIPT_STATES, type StatementEnd } from '../../domain/script.ts'
import { afterStatement, interruptedMessage, type ScriptEvent, type ScriptLife, scriptStep } from './script-machine.ts'

const events = fc.constantFrom<ScriptEvent>(
  { kind: 'statement-ended' },
  { kind: 'finished' },
  { kind: 'failed', message: 'no' },
  { kind: 'cancelled', message: 'Cancelled by ada' },
  { kind: 'cancel-requested' },
  { kind: 'restarted', message: 'restarted' },
)

it('S2 S6: an end is final, has a time and a message, and closes the session; nothing else does', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(events, fc.integer({ min: -10, max: 100 })), { maxLength: 20 }), (steps) => {
      let life: ScriptLife = { state: 'running', message: '', startedAt: 0, endedAt: undefined }
      for (const [event, now] of steps) {
        const step = scriptStep(life, event, now)
        if (step.kind === 'refused') {
          expect(life.state).not.toBe('running')
          continue
        }
        if (life.state !== 'running') expect(step).toEqual({ kind: 'next', life, effects: [] })
        const hasEnded = life.state === 'running' && step.life.state !== 'running'
        expect(step.effects.includes('close-session' as never)).toBe(hasEnded)
        life = step.life
        expect(SCRIPT_STATES).toContain(life.state)
        expect(life.endedAt !== undefined).toBe(life.state !== 'running')
        expect(life.endedAt ?? 0).toBeGreaterThanOrEqual(0)
        expect(life.message !== '').toBe(life.state === 'failed' || life.state === 'cancelled')
      }
    }),
  )
})

describe('the end of a statement', () => {
  const script = { statementCount: 40, stopsOnError: true, cancelRequestedAt: undefined, cancelReason: '' }
  const ended = (number: number, state: StatementEnd, failedBefore = 0, firstFailed?: number) => ({
    number,
    state,
    line: 12,
    message: 'There is no table t',
    failedBefore,
    firstFailed,
  })

  it('lets the next one run, or ends the script', () => {
    expect(afterStatement(script, ended(1, 'finished'))).toEqual({ kind: 'statement-ended' })
    expect(afterStatement(script, ended(40, 'finished'))).toEqual({ kind: 'finished' })
  })

  it('stops the script where it did not finish, and says which, where, and what was done', () => {
    expect(afterStatement(script, ended(7, 'failed'))).toEqual({
      kind: 'failed',
      message:
        'Statement 7 of 40 (line 12) failed: There is no table t\nStatements 1 to 6 had ended before it, statements 8 to 40 were not run.',
    })
    expect(afterStatement(script, ended(1, 'cancelled'))).toMatchObject({
      message: expect.stringContaining('was cancelled: There is no table t\nNothing was done before it, statements 2 to 40 were not run.'),
    })
    expect(afterStatement({ ...script, statementCount: 2 }, ended(2, 'failed'))).toMatchObject({
      message: expect.stringMatching(/\nStatement 1 had ended before it\.$/),
    })
  })

  it('is counted where the script goes on', () => {
    const goesOn = { ...script, stopsOnError: false }
    expect(afterStatement(goesOn, ended(7, 'failed'))).toEqual({ kind: 'statement-ended' })
    expect(afterStatement(goesOn, ended(40, 'finished', 2, 7))).toEqual({
      kind: 'failed',
      message: '2 of 40 statements did not finish, statement 7 first',
    })
    expect(afterStatement(goesOn, ended(40, 'failed'))).toMatchObject({ message: '1 of 40 statements did not finish, statement 40 first' })
  })

  it('S7: ends a script whose cancellation was asked for, unless it was the last and ended by itself', () => {
    const cancelled = { ...script, cancelRequestedAt: 5, cancelReason: 'Cancelled by ada' }
    for (const state of ['finished', 'failed', 'cancelled'] as const) {
      expect(afterStatement(cancelled, ended(7, state))).toEqual({ kind: 'cancelled', message: 'Cancelled by ada' })
    }
    expect(afterStatement(cancelled, ended(40, 'cancelled'))).toMatchObject({ kind: 'cancelled' })
    expect(afterStatement(cancelled, ended(40, 'finished'))).toEqual({ kind: 'finished' })
    expect(afterStatement(cancelled, ended(40, 'failed'))).toMatchObject({ kind: 'failed' })
  })
})

it('an interrupted script says where it was', () => {
  expect(interruptedMessage(6, 40, { number: 7, line: 12 })).toBe(
    'The server was stopped or restarted at statement 7 of 40 (line 12)\nStatements 1 to 6 had ended before it, statements 8 to 40 were not run.',
  )
  expect(interruptedMessage(6, 40, undefined)).toBe(
    'The server was stopped or restarted behind statement 6 of 40\nStatements 7 to 40 were not run.',
  )
  expect(interruptedMessage(0, 2, undefined)).toBe(
    'The server was stopped or restarted before statement 1 of 2\nStatements 1 and 2 were not run.',
  )
})
