import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['{src,acceptance,demo,perf,testing,scripts}/**/*.test.ts'],
    // Tests start real processes and databases; a file each in its own process keeps their failures apart.
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // A second, the default, is too little for what other processes do on a busy machine.
    expect: { poll: { timeout: 30_000 } },
  },
})
