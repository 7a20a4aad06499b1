import { expect, it } from 'vitest'
import { expectationText } from './expectation-text.ts'

const KEPT = {
  id: 'e1',
  queue_name: 'q1',
  address: 'pg:5432',
  expect: 'reachable',
  enforced: false,
  observed: 'reachable',
  holds: true,
  note: '',
}

it('is a line where it holds, and says which step decided it where it does not', () => {
  expect(expectationText(KEPT)).toBe('holds  q1 pg:5432 reachable (e1)')
  const explanation = {
    steps: [
      { step: 'queue', outcome: 'passed', seen: 'q1 is a queue' },
      { step: 'binding', outcome: 'failed', seen: 'No connection is bound to queue q1' },
      { step: 'name', outcome: 'not-reached', seen: 'Not reached' },
    ],
    remedies: ['Bind it'],
  }
  expect(expectationText({ ...KEPT, enforced: true, note: 'orders', observed: 'refused', holds: false, explanation }).split('\n')).toEqual([
    'BROKEN q1 pg:5432 reachable (e1, enforced, orders)',
    '       it is refused: binding: No connection is bound to queue q1',
    '       What would help: Bind it',
  ])
  const allowed = { steps: explanation.steps.slice(0, 1), remedies: [] }
  expect(expectationText({ ...KEPT, expect: 'refused', holds: false, explanation: allowed })).toContain(
    'it is reachable: queue: q1 is a queue',
  )
})

it('shows nothing that a terminal obeys', () => {
  expect(expectationText({ ...KEPT, note: 'a\u001b[2Jb\nc\u202ed' })).toBe(
    'holds  q1 pg:5432 reachable (e1, a\\u{1b}[2Jb\\u{a}c\\u{202e}d)',
  )
})
