import fc from 'fast-check'
import { expect, it } from 'vitest'
import { EventLog } from './event-log.ts'

const KEPT = 5
const filled = (count: number): EventLog => {
  const log = new EventLog(9, KEPT)
  for (let n = 1; n <= count; n += 1) log.add({ kind: 'vpc', vpcId: String(n), change: 'created' }, n)
  return log
}

it('gives back exactly what came behind an id, or says that it is lost', () => {
  fc.assert(
    fc.property(fc.nat(40), fc.nat(45), (count, number) => {
      const missed = filled(count).since({ epoch: 9, number })
      if (number > count) expect(missed).toEqual({ kind: 'lost', reason: 'server-restarted' })
      else if (number < count - KEPT) expect(missed).toEqual({ kind: 'lost', reason: 'fallen-behind' })
      else {
        const numbers = Array.from({ length: count - number }, (_, i) => number + i + 1)
        expect(missed.kind === 'events' && missed.events.map(({ id }) => id)).toEqual(numbers.map((n) => ({ epoch: 9, number: n })))
      }
    }),
  )
})

it('knows nothing of another run of the server', () => {
  for (const epoch of [8, 10]) expect(filled(3).since({ epoch, number: 2 })).toEqual({ kind: 'lost', reason: 'server-restarted' })
})
