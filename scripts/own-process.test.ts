import { expect, test } from 'vitest'
import { needsOwnProcess } from './own-process.ts'

test.each([
  "import { fork } from 'node:child_process'",
  "import { createServer } from 'node:net'",
  "import { TestWorker } from '../fixtures/test-worker.ts'",
  "import { startPostgres } from '../../testing/postgres.ts'",
  "import { openServer } from './support/lab.ts'",
  "import { compare } from './against-psql.ts'",
  "process.env['CAUSEWAY_HOME'] = home",
  'vi.useFakeTimers()',
  "readFileSync('/proc/self/status')",
])('a file of tests with %s has a process of its own', (line) => {
  expect(needsOwnProcess(`import { expect } from 'vitest'\n${line}\n`)).toBe(true)
})

test.each([
  "import { TestEngine } from '../fixtures/test-engine.ts'",
  "import { TestEngine } from './fixtures/test-engine.ts'",
  "import { sampleValues } from '../sql/fixtures/sample-values.ts'",
  "const isLinux = process.platform === 'linux'",
  "import { readFileSync } from 'node:fs'",
])('a file of tests with %s shares one', (line) => {
  expect(needsOwnProcess(`import { expect } from 'vitest'\n${line}\n`)).toBe(false)
})
