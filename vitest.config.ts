import { globSync, readFileSync } from 'node:fs'
import { totalmem } from 'node:os'
import { join } from 'node:path'
import { defineConfig } from 'vitest/config'
import { LongestFirst } from './scripts/longest-first.ts'
import { needsOwnProcess } from './scripts/own-process.ts'
import { STEADY_COMPILER } from './src/base/steady-compiler.ts'

const root = import.meta.dirname
const files = globSync(
  '{src,acceptance,demo,perf,golden,public-files,compat,random,testing,scripts,console/src,console/tests}/**/*.test.ts',
  { cwd: root },
)
/**
 * More than the processors of the machine that .ci/run is measured on: as measured there, a file with a process of its own takes 0.2 to 0.4 of a processor, for it waits for processes to start
 * and to end, and of the others 0.5, which is all that four get of two. Each may have a server and three workers below it, close to a GiB.
 */
const SLOTS = Math.min(6, Math.max(4, Math.floor(totalmem() / 2 ** 31)))
const isOwn = Map.groupBy(files, (file) => needsOwnProcess(readFileSync(join(root, file), 'utf8')))

export default defineConfig({
  test: {
    projects: [
      // What looks at or changes its own process, or starts programs itself, has one of its own: see scripts/own-process.ts.
      // They come first, and the others as soon as one of them leaves a slot: in one group, or the last of them would leave processors with nothing to do.
      { extends: true, test: { name: 'own process', include: isOwn.get(true) ?? [], maxWorkers: SLOTS } },
      { extends: true, test: { name: 'shared process', include: isOwn.get(false) ?? [], isolate: false, maxWorkers: SLOTS } },
    ],
    reporters: ['default', './scripts/progress-reporter.ts'],
    setupFiles: ['./scripts/quick-imports.ts', './scripts/same-chances.ts'],
    // As the product's own processes load them: Node takes the types away and keeps what it has compiled. Nothing here mocks a module.
    experimental: { viteModuleRunner: false, nodeLoader: false },
    pool: 'forks',
    // As every process of the product: what is computed here is computed by the same compilers. With more room for what is young than it begins with: what tests make is gone at once,
    // and to look after it was a tenth of the processor time of those that compute.
    execArgv: [STEADY_COMPILER, '--max-semi-space-size=32'],
    sequence: { sequencer: LongestFirst },
    // What ends a test that hangs, not a measure of anything: no verdict hangs on how busy the machine is.
    testTimeout: 1_800_000,
    hookTimeout: 1_800_000,
    teardownTimeout: 30_000,
    expect: { poll: { timeout: 600_000 } },
  },
})
