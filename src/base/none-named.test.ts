import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { noneNamed } from './none-named.ts'

const SRC = join(import.meta.dirname, '..')
/** A text of its own, of what has a name. */
const OTHERWISE =
  /There is no (?:queue|elastic resource pool|connection|(?:table or |temporary )?view|database|table|user|group|project|domain|context|package|(?:temporary )?function|region|bucket|catalog|datasource authentication|global variable|system rule|\$\{word\}) (?:named )?\$/

it('is one wording, whatever is looked for', () => {
  expect(noneNamed('queue', 'q9')).toBe('There is no queue named q9')
  const others = globSync('**/*.ts', { cwd: SRC, exclude: ['**/*.test.ts', 'base/none-named.ts'] }).filter((file) =>
    OTHERWISE.test(readFileSync(join(SRC, file), 'utf8')),
  )
  expect(others).toEqual([])
})
