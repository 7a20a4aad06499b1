import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['{src,acceptance,demo,perf,testing,scripts}/**/*.test.ts'],
    // Tests start real processes and databases; a file each in its own process keeps their failures apart.
    pool: 'forks',
    maxWorkers: 2,
    // What ends a test that hangs, not a measure of anything: a busy machine of two cores must get by.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    expect: { poll: { timeout: 60_000 } },
  },
})
