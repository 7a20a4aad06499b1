import { expect, test } from 'vitest'
import { exitError, type WorkerExit, type WorkerTask } from './worker-exit.ts'

const EXIT: WorkerExit = { code: null, signal: null, spawnFailure: undefined, lastLines: [], systemLackedMemory: false }

test.each<readonly [what: string, exit: Partial<WorkerExit>, message: RegExp, hint: RegExp]>([
  ['its own words', { code: 134, lastLines: ['JavaScript heap out of memory'] }, /no memory left/, /more CUs/],
  ['killed while the system lacked memory', { signal: 'SIGKILL', systemLackedMemory: true }, /for lack of memory/, /more CUs/],
  ['killed, and nobody knows why', { signal: 'SIGKILL' }, /from outside .*\(signal SIGKILL\)$/, /who ended it/],
  ['ended politely', { signal: 'SIGTERM', systemLackedMemory: true }, /from outside .*\(signal SIGTERM\)$/, /who ended it/],
  ['a crash', { signal: 'SIGSEGV' }, /ended while it ran the job \(signal SIGSEGV\)$/, /log/],
  ['an exit', { code: 3 }, /ended while it ran the job \(exit code 3\)$/, /log/],
])('a worker’s end is told as far as it is known: %s', (_what, exit, message, hint) => {
  const error = exitError({ ...EXIT, ...exit }, 'job')
  expect(error.message).toMatch(message)
  expect(error.hint).toMatch(hint)
  expect(error.message).not.toContain('heap')
})

test.each<readonly [task: WorkerTask, kind: string, message: string]>([
  ['start', 'unavailable', 'A worker ended while it started (exit code 3)'],
  ['claim', 'internal', 'A worker ended while it was given to its queue (exit code 3)'],
  ['analysis', 'internal', 'The worker ended while it checked a statement (exit code 3)'],
  ['job', 'internal', 'The worker ended while it ran the job (exit code 3)'],
])('a worker’s end names what it did and no other thing: %s', (task, kind, message) => {
  expect(exitError({ ...EXIT, code: 3 }, task)).toMatchObject({ kind, message })
  const ways: readonly Partial<WorkerExit>[] = [
    { lastLines: ['out of memory'] },
    { signal: 'SIGKILL', systemLackedMemory: true },
    { signal: 'SIGKILL' },
    { signal: 'SIGSEGV' },
  ]
  for (const way of ways) {
    const { message: told, hint = '' } = exitError({ ...EXIT, ...way }, task)
    if (task === 'start' || task === 'analysis') expect(`${told} ${hint}`).not.toMatch(/the job|CUs/)
  }
})
