import { expect, test } from 'vitest'
import { needsOwnProcess } from './own-process.ts'

test.each([
  "import { fork } from 'node:child_process'",
  "import { Worker } from 'node:worker_threads'",
  "process.env['CAUSEWAY_HOME'] = home",
  "process.on('exit', end)",
  'vi.useFakeTimers()',
  "readFileSync('/proc/self/status')",
])('a file of tests with %s has a process of its own', (line) => {
  expect(needsOwnProcess(`import { expect } from 'vitest'\n${line}\n`)).toBe(true)
})

test.each([
  "import { createServer } from 'node:net'",
  "import { TestWorker } from '../fixtures/test-worker.ts'",
  "import { startPostgres } from '../../testing/postgres.ts'",
  "import { openServer } from './support/lab.ts'",
  "const isLinux = process.platform === 'linux'",
  'processes: () => [process.pid],',
  "import { readFileSync } from 'node:fs'",
])('a file of tests with %s shares one', (line) => {
  expect(needsOwnProcess(`import { expect } from 'vitest'\n${line}\n`)).toBe(false)
})
