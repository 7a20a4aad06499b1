import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { createPublishingGate } from './publishing-gate.ts'

it('is closed when all that had passed has ended, keeps what comes then waiting, and lets it pass when it is opened', async () => {
  const gate = createPublishingGate()
  const done: string[] = []
  const first = Promise.withResolvers<void>()
  const passing = gate.pass(async () => {
    await first.promise
    done.push('first')
  })
  const closing = gate.close().then((open) => {
    done.push('closed')
    return open
  })
  const second = gate.pass(async () => void done.push('second'))
  await nextTurn()
  expect(done).toEqual([])
  first.resolve()
  const open = await closing
  await passing
  await nextTurn()
  expect(done).toEqual(['first', 'closed'])
  open()
  await second
  expect(done).toEqual(['first', 'closed', 'second'])
  // What fails within keeps nobody out.
  await expect(gate.pass(() => Promise.reject(new Error('failed')))).rejects.toThrow('failed')
  const again = await gate.close()
  await expect(gate.close()).rejects.toThrow('closed already')
  again()
})
