import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { expect, it } from 'vitest'
import { dataFiles } from './data-files.ts'

it('is the only place of the program that knows the names of what is in a data folder', () => {
  const source = join(import.meta.dirname, '..')
  const names = Object.values(dataFiles('/home')).map((file) => basename(file))
  const others = globSync('**/*.ts', { cwd: source, exclude: ['**/fixtures/**', '**/*.test.ts', 'base/data-files.ts'] })
  const known = others.filter((file) => {
    const text = readFileSync(join(source, file), 'utf8')
    // A type may have a field of that name: Pick<…, 'buckets'>.
    return names.some((name) =>
      text
        .split(`, '${name}'`)
        .slice(1)
        .some((rest) => !rest.startsWith('>')),
    )
  })
  expect(known).toEqual([])
})
