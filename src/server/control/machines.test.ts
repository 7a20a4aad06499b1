import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CONNECTION_TABLE, type ConnectionEvent, connectionStep } from './connections/connection-machine.ts'
import { codeRows, invariantNumbers, specRows } from './fixtures/spec-table.ts'
import { isEnded, JOB_TABLE, type JobEvent, type JobLife, jobStep, newJobLife } from './jobs/job-machine.ts'
import { SCRIPT_TABLE } from './scripts/script-machine.ts'
import { BINDING_TABLE, type BindingEvent, type BindingLife, bindingStep, newBindingLife } from './shared/binding-machine.ts'
import { deleteEvent, newQueueLife, QUEUE_TABLE, type QueueEvent, queueStep } from './shared/queue-machine.ts'

describe.each([
  ['queue', QUEUE_TABLE, 'Q', 9],
  ['connection', CONNECTION_TABLE, 'C', 10],
  ['binding', BINDING_TABLE, 'B', 11],
  ['job', JOB_TABLE, 'J', 11],
  ['script', SCRIPT_TABLE, 'S', 8],
] as const)('docs/spec/%s.md', (name, table, letter, count) => {
  it('has the same table as the code', () => {
    expect(specRows(name)).toEqual(codeRows(table))
  })

  it('numbers its invariants without a gap', () => {
    expect(invariantNumbers(name)).toEqual(Array.from({ length: count }, (_, i) => `${letter}${i + 1}`))
  })
})

/** Steps of a random life: refused events leave it as it was. The clock may stand still or be set back. */
const times = fc.integer({ min: -10, max: 1_000 })
const history = <E>(event: fc.Arbitrary<E>) => fc.array(fc.tuple(event, times), { maxLength: 30 })

const queueEvents = fc.constantFrom<QueueEvent>(
  'opened',
  'delete-requested',
  'delete-requested-busy',
  'delete-requested-preset',
  'closed',
  'job-submitted',
  'bind-requested',
)

describe('queue machine', () => {
  it('Q6: deleted is final, and nothing leads from deleting back', () => {
    fc.assert(
      fc.property(history(queueEvents), (events) => {
        let life = newQueueLife(0)
        const order = ['creating', 'available', 'deleting', 'deleted']
        for (const [event, now] of events) {
          const step = queueStep(life, event, now)
          if (step.kind === 'refused') continue
          expect(order.indexOf(step.life.state)).toBeGreaterThanOrEqual(order.indexOf(life.state))
          life = step.life
        }
      }),
    )
  })

  it('Q3 Q4: a preset queue and a queue with jobs never get to deleting', () => {
    const allowed = queueEvents.filter((event) => event !== 'delete-requested')
    fc.assert(
      fc.property(history(allowed), (events) => {
        let life = newQueueLife(0)
        for (const [event, now] of events) {
          const step = queueStep(life, event, now)
          if (step.kind === 'next') life = step.life
        }
        expect(['creating', 'available']).toContain(life.state)
      }),
    )
    expect(deleteEvent({ preset: true, open: 0 })).toBe('delete-requested-preset')
    expect(deleteEvent({ preset: false, open: 1 })).toBe('delete-requested-busy')
    expect(deleteEvent({ preset: false, open: 0 })).toBe('delete-requested')
  })

  it('Q5: whatever makes it deleting removes its bindings', () => {
    fc.assert(
      fc.property(history(queueEvents), (events) => {
        let life = newQueueLife(0)
        for (const [event, now] of events) {
          const step = queueStep(life, event, now)
          if (step.kind === 'refused') continue
          if (step.life.state === 'deleting' && life.state !== 'deleting') expect(step.effects).toContain('remove-bindings')
          life = step.life
        }
      }),
    )
  })

  it('Q9: from every life, the reconciler’s own events lead to rest', () => {
    fc.assert(
      fc.property(history(queueEvents), (events) => {
        let life = newQueueLife(0)
        for (const [event, now] of events) {
          const step = queueStep(life, event, now)
          if (step.kind === 'next') life = step.life
        }
        const last = queueStep(life, life.state === 'deleting' ? 'closed' : 'opened', 0)
        expect(last.kind === 'next' && ['available', 'deleted'].includes(last.life.state)).toBe(true)
      }),
    )
  })
})

describe('connection machine', () => {
  const events = fc.constantFrom<ConnectionEvent>(
    'hosts-replaced',
    'bind-requested',
    'unbind-requested',
    'delete-requested',
    'delete-requested-creating',
  )

  it('C2 C3 C4: only a delete request without a binding in creation deletes, it removes the bindings, and then nothing is let through', () => {
    fc.assert(
      fc.property(history(events), (steps) => {
        let life: { readonly state: 'active' | 'deleted'; readonly changedAt: number } = { state: 'active', changedAt: 0 }
        let deleted = false
        for (const [event, now] of steps) {
          const step = connectionStep(life, event, now)
          expect(step.kind).toBe(deleted || event === 'delete-requested-creating' ? 'refused' : 'next')
          if (step.kind === 'refused') continue
          if (event === 'delete-requested') {
            deleted = true
            expect(step.effects).toContain('remove-bindings')
          }
          life = step.life
          expect(life.state).toBe(deleted ? 'deleted' : 'active')
        }
      }),
    )
  })
})

describe('binding machine', () => {
  const events = fc.oneof(
    fc.constantFrom<BindingEvent>(
      { kind: 'bind-requested' },
      { kind: 'check-passed' },
      { kind: 'attachment-up' },
      { kind: 'unbind-requested' },
      { kind: 'connection-deleted' },
      { kind: 'queue-deleted' },
    ),
    fc
      .tuple(fc.constantFrom('check-failed' as const, 'attachment-down' as const), fc.string({ minLength: 1 }))
      .map(([kind, failure]): BindingEvent => ({ kind, failure })),
  )
  const lives = (visit: (before: BindingLife, event: BindingEvent, after: ReturnType<typeof bindingStep>) => void): void =>
    fc.assert(
      fc.property(history(events), (steps) => {
        let life = newBindingLife(0)
        for (const [event, now] of steps) {
          const step = bindingStep(life, event, now)
          visit(life, event, step)
          if (step.kind === 'next') life = step.life
        }
      }),
    )

  it('B2: only a check makes it active, and never one of a failed binding', () => {
    lives((before, event, step) => {
      if (step.kind !== 'next' || step.life.state !== 'active' || before.state === 'active') return
      expect([before.state, event.kind]).toEqual(['creating', 'check-passed'])
    })
  })

  it('B4: a failed binding is not unbound and is checked again when it is bound again', () => {
    lives((before, event, step) => {
      if (before.state !== 'failed') return
      if (event.kind === 'unbind-requested') expect(step).toEqual({ kind: 'refused', refusal: 'has-failed' })
      if (event.kind === 'bind-requested') expect(step).toMatchObject({ life: { state: 'creating', failure: '' }, effects: ['check'] })
    })
  })

  it('B5: binding again changes nothing in an active binding', () => {
    lives((before, event, step) => {
      if (before.state === 'active' && event.kind === 'bind-requested') expect(step).toEqual({ kind: 'next', life: before, effects: [] })
    })
  })

  it('B6: removed is final', () => {
    lives((before, _, step) => {
      if (before.state === 'removed' && step.kind === 'next') expect(step).toEqual({ kind: 'next', life: before, effects: [] })
    })
  })

  it('B7: whatever removes it ends workers, but for the end of the whole queue', () => {
    lives((before, event, step) => {
      if (step.kind !== 'next' || step.life.state !== 'removed' || before.state === 'removed') return
      expect(step.effects).toEqual(event.kind === 'queue-deleted' ? [] : ['revoke'])
    })
  })

  it('B8: it has a failure exactly when it is failed or down', () => {
    lives((_, __, step) => {
      if (step.kind === 'next') expect(step.life.failure !== '').toBe(['failed', 'down'].includes(step.life.state))
    })
  })

  it('B11: only an attachment makes it down, with its newest reason, and from there it is checked again', () => {
    lives((before, event, step) => {
      if (step.kind !== 'next') return
      if (step.life.state === 'down' && before.state !== 'down') expect(event.kind).toBe('attachment-down')
      if (step.life.state === 'down' && event.kind === 'attachment-down') expect(step.life.failure).toBe(event.failure)
      if (before.state === 'down' && event.kind === 'attachment-up')
        expect(step).toMatchObject({ life: { state: 'creating', failure: '' }, effects: ['check'] })
    })
  })
})

describe('job machine', () => {
  const message = fc.string({ minLength: 1 })
  const events = fc.oneof(
    fc.constantFrom<JobEvent>({ kind: 'started' }, { kind: 'finished' }, { kind: 'cancel-requested' }),
    message.map((text): JobEvent => ({ kind: 'failed', message: text })),
    message.map((text): JobEvent => ({ kind: 'cancelled', message: text })),
    message.map((text): JobEvent => ({ kind: 'restarted-query', message: text })),
    message.map((text): JobEvent => ({ kind: 'restarted-other', message: text })),
  )
  const lives = (visit: (before: JobLife, event: JobEvent, step: ReturnType<typeof jobStep>) => void): void =>
    fc.assert(
      fc.property(history(events), (steps) => {
        let life = newJobLife(0)
        for (const [event, now] of steps) {
          const step = jobStep(life, event, now)
          visit(life, event, step)
          if (step.kind === 'next') life = step.life
        }
      }),
    )

  it('J2: an end is final', () => {
    lives((before, _, step) => {
      if (isEnded(before.state) && step.kind === 'next') expect(step).toEqual({ kind: 'next', life: before, effects: [] })
    })
  })

  it('J3: it is run again only by a restart, as a query, before it was taken', () => {
    lives((before, event, step) => {
      if (step.kind === 'next' && step.effects.includes('run')) expect([before.state, event.kind]).toEqual(['launching', 'restarted-query'])
    })
  })

  it('J4: it has an end time exactly when it has ended, and not before its start', () => {
    lives((_, __, step) => {
      if (step.kind === 'refused') return
      expect(step.life.endedAt !== undefined).toBe(isEnded(step.life.state))
      expect(step.life.endedAt ?? step.life.startedAt).toBeGreaterThanOrEqual(step.life.startedAt)
    })
  })

  it('J5: rows are stored exactly when it becomes finished', () => {
    lives((before, _, step) => {
      if (step.kind === 'next')
        expect(step.effects.includes('store-rows')).toBe(step.life.state === 'finished' && before.state !== 'finished')
    })
  })

  it('it has the time at which it was taken from then on, and no other', () => {
    const taken = jobStep(newJobLife(5), { kind: 'started' }, 7)
    if (taken.kind === 'refused') throw new Error('not taken')
    expect([newJobLife(5).runningAt, taken.life.runningAt]).toEqual([undefined, 7])
    lives((before, _, step) => {
      if (step.kind === 'next' && step.life.state !== 'running') expect(step.life.runningAt).toBe(before.runningAt)
      if (step.kind === 'next' && before.state === 'running') expect(step.life.runningAt).toBe(before.runningAt)
      if (step.kind === 'next' && step.life.state === 'running') expect(step.life.runningAt).toBeTypeOf('number')
    })
  })

  it('J6: a restart leaves nothing running', () => {
    lives((_, event, step) => {
      if (event.kind === 'restarted-query' || event.kind === 'restarted-other')
        expect(step.kind === 'next' && step.life.state).not.toBe('running')
    })
  })

  it('a failed or cancelled job has a message, every other has none', () => {
    lives((_, __, step) => {
      if (step.kind === 'next') expect(step.life.message !== '').toBe(step.life.state === 'failed' || step.life.state === 'cancelled')
    })
  })
})
