import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { createPublishingGate } from './publishing-gate.ts'

const unended = new AbortController().signal

it('is closed when all that had passed has ended, keeps what comes then waiting, and lets it pass when it is opened', async () => {
  const gate = createPublishingGate()
  const done: string[] = []
  const first = Promise.withResolvers<void>()
  const passing = gate.pass(async () => {
    await first.promise
    done.push('first')
  })
  const closing = gate.close(unended).then((open) => {
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
  const again = await gate.close(unended)
  await expect(gate.close(unended)).rejects.toThrow('closed already')
  again()
})

it('is open again when it is waited for no longer, and what it was closed for after that keeps it closed', async () => {
  const gate = createPublishingGate()
  const ending = Promise.withResolvers<void>()
  const slow = gate.pass(() => ending.promise)
  const hasty = new AbortController()
  const closing = gate.close(hasty.signal)
  const waiting = gate.pass(async () => 'passed')
  hasty.abort(new Error('too late'))
  await expect(closing).rejects.toThrow('too late')
  expect(await waiting).toBe('passed')
  await expect(gate.close(hasty.signal)).rejects.toThrow('too late')
  ending.resolve()
  await slow
  const open = await gate.close(unended)
  open()
  const openNext = await gate.close(unended)
  // Of the one before: it opens nothing any longer.
  open()
  let hasPassed = false
  const next = gate.pass(async () => {
    hasPassed = true
  })
  await nextTurn()
  expect(hasPassed).toBe(false)
  openNext()
  await next
})
