/** Everything that is checked without running the product: one line a check, the output of the ones that fail. */
import { runCheck } from './run-check.ts'

const CHECKS: readonly { readonly name: string; readonly command: readonly string[] }[] = [
  // TypeScript 7 under its own name: dependency-cruiser needs the programming interface that only 5 has, under the usual one.
  // One checker: four find out what our types mean four times over, which on two processors takes longer than once (16.9 s of processor time, and 9.8).
  { name: 'types', command: ['node', 'node_modules/typescript7/bin/tsc', '-p', '.', '--checkers', '1'] },
  { name: 'types of the console', command: ['node', 'node_modules/typescript7/bin/tsc', '-p', 'console', '--checkers', '1'] },
  { name: 'types of its tests', command: ['node', 'node_modules/typescript7/bin/tsc', '-p', 'console/tests', '--checkers', '1'] },
  { name: 'lint and format', command: ['biome', 'ci', '--colors=off', '--error-on-warnings', '.'] },
  {
    name: 'layers',
    command: [
      'depcruise',
      '--config',
      '.dependency-cruiser.cjs',
      'src',
      'acceptance',
      'demo',
      'perf',
      'golden',
      'public-files',
      'compat',
      'random',
      'testing',
      'scripts',
      'console/src',
      'console/tests',
    ],
  },
  { name: 'rooms', command: ['depcruise', '--config', '.dependency-cruiser.folders.cjs', 'src'] },
  { name: 'time, ids and randomness', command: ['node', 'scripts/ambient-uses.ts'] },
  { name: 'bare lookups', command: ['node', 'scripts/bare-lookups.ts'] },
  { name: 'engine text', command: ['node', 'scripts/engine-text.ts'] },
  { name: 'dead code', command: ['knip'] },
  { name: 'generated files', command: ['node', 'scripts/generate.ts', '--check'] },
]

let failed = 0
const waiting = [...CHECKS]

/** Takes one after the other. Two at once: most of them use one processor. */
async function runWaiting(): Promise<void> {
  for (let check = waiting.shift(); check !== undefined; check = waiting.shift()) {
    const startedAt = performance.now()
    const { passed, output } = await runCheck(check.command)
    console.log(`${passed ? 'ok    ' : 'FAILED'} ${check.name} (${((performance.now() - startedAt) / 1000).toFixed(1)} s)`)
    if (!passed) {
      failed++
      console.log(output)
    }
  }
}

await Promise.all([runWaiting(), runWaiting()])
console.log(`${CHECKS.length - failed} checks passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1
