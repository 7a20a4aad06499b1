import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Deadlines } from './deadlines.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const added = (deadlines: Deadlines): AbortController => {
  const controller = new AbortController()
  deadlines.add(controller)
  return controller
}

test('each is given up when its own time is over, and not what has ended before', () => {
  const deadlines = new Deadlines(1_000)
  const first = added(deadlines)
  vi.advanceTimersByTime(400)
  const [second, ended] = [added(deadlines), added(deadlines)]
  deadlines.delete(ended)
  vi.advanceTimersByTime(599)
  expect([first, second].map(({ signal }) => signal.aborted)).toEqual([false, false])
  vi.advanceTimersByTime(1)
  expect([first, second].map(({ signal }) => signal.aborted)).toEqual([true, false])
  vi.advanceTimersByTime(400)
  expect(second.signal.aborted).toBe(true)
  const later = added(deadlines)
  vi.advanceTimersByTime(1_000)
  expect([later, ended].map(({ signal }) => signal.aborted)).toEqual([true, false])
  expect(vi.getTimerCount()).toBe(0)
})

test('all are given up at once', () => {
  const deadlines = new Deadlines(1_000)
  const both = [added(deadlines), added(deadlines)]
  deadlines.abortAll()
  expect(both.map(({ signal }) => signal.aborted)).toEqual([true, true])
})
