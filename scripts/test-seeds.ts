/**
 * npm run test:seeds [-- rounds]
 *
 * The tests that make random values, with others than the ordinary run's: so many rounds (5), each with a seed of its own, which is printed. What failed fails again with
 * CAUSEWAY_TEST_SEED=<seed> npm test -- <file>.
 */
import { spawnSync } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const rounds = Number(process.argv[2] ?? 5)
if (!Number.isInteger(rounds) || rounds < 1) throw new Error('npm run test:seeds -- <rounds>, a number')

const root = join(import.meta.dirname, '..')
const files = globSync('src/**/*.test.ts', { cwd: root }).filter((file) =>
  /fast-check|random-parts/.test(readFileSync(join(root, file), 'utf8')),
)

const failed: number[] = []
for (let round = 0; round < rounds; round += 1) {
  const seed = Math.floor(Math.random() * 2 ** 31)
  console.log(`Seed ${seed}`)
  const { status } = spawnSync('vitest', ['run', ...files], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, CAUSEWAY_TEST_SEED: String(seed) },
  })
  if (status !== 0) failed.push(seed)
}
console.log(
  `${rounds - failed.length} of ${rounds} rounds passed${failed.length === 0 ? '' : `; failed with the seeds ${failed.join(', ')}`}`,
)
process.exitCode = failed.length === 0 ? 0 : 1
