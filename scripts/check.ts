/** Everything that is checked without running the product: one line a check, the output of the ones that fail. */
import { spawnSync } from 'node:child_process'

const CHECKS: readonly { readonly name: string; readonly command: readonly string[] }[] = [
  // TypeScript 7 under its own name: dependency-cruiser needs the programming interface that only 5 has, under the usual one.
  { name: 'types', command: ['node', 'node_modules/typescript7/bin/tsc', '-p', '.'] },
  { name: 'lint and format', command: ['biome', 'ci', '--colors=off', '--error-on-warnings', '.'] },
  {
    name: 'layers',
    command: ['depcruise', '--config', '.dependency-cruiser.cjs', 'src', 'acceptance', 'demo', 'perf', 'testing', 'scripts'],
  },
  { name: 'rooms', command: ['depcruise', '--config', '.dependency-cruiser.folders.cjs', 'src'] },
  { name: 'time, ids and randomness', command: ['node', 'scripts/ambient-uses.ts'] },
  { name: 'dead code', command: ['knip'] },
  { name: 'generated files', command: ['node', 'scripts/generate.ts', '--check'] },
]

let failed = 0
for (const { name, command } of CHECKS) {
  const [program = '', ...args] = command
  const startedAt = performance.now()
  const done = spawnSync(program, args, { encoding: 'utf8', env: { ...process.env, NO_COLOR: '1' } })
  const passed = done.status === 0
  console.log(`${passed ? 'ok    ' : 'FAILED'} ${name} (${((performance.now() - startedAt) / 1000).toFixed(1)} s)`)
  if (!passed) {
    failed++
    console.log(done.error === undefined ? `${done.stdout}${done.stderr}` : done.error.message)
  }
}
console.log(`${CHECKS.length - failed} checks passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1
