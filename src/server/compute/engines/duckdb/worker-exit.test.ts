import { expect, test } from 'vitest'
import { exitError, type WorkerExit } from './worker-exit.ts'

const EXIT: WorkerExit = { code: null, signal: null, spawnFailure: undefined, lastLines: [], systemLackedMemory: false }

test.each<readonly [what: string, exit: Partial<WorkerExit>, message: RegExp, hint: RegExp]>([
  ['its own words', { code: 134, lastLines: ['JavaScript heap out of memory'] }, /no memory left/, /more CUs/],
  ['killed while the system lacked memory', { signal: 'SIGKILL', systemLackedMemory: true }, /for lack of memory/, /more CUs/],
  ['killed, and nobody knows why', { signal: 'SIGKILL' }, /from outside .*\(signal SIGKILL\)$/, /who ended it/],
  ['ended politely', { signal: 'SIGTERM', systemLackedMemory: true }, /from outside .*\(signal SIGTERM\)$/, /who ended it/],
  ['a crash', { signal: 'SIGSEGV' }, /ended while it ran the job \(signal SIGSEGV\)$/, /log/],
  ['an exit', { code: 3 }, /ended while it ran the job \(exit code 3\)$/, /log/],
])('a worker’s end is told as far as it is known: %s', (_what, exit, message, hint) => {
  const error = exitError({ ...EXIT, ...exit })
  expect(error.message).toMatch(message)
  expect(error.hint).toMatch(hint)
  expect(error.message).not.toContain('heap')
})
