import { spawnSync } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, it } from 'vitest'

const SOURCE = join(import.meta.dirname, '../..')
const IMPORTED = /^import (?!type\b)[^']*from 'node:http'|import\('node:http'\)/m

it('loads no client that nobody uses', () => {
  const url = pathToFileURL(join(import.meta.dirname, 'node-http.ts')).href
  const program = `const { createServer } = await import('${url}'); console.log(typeof createServer, process.moduleLoadList.filter((name) => name.includes('undici')).length)`
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], { encoding: 'utf8' })
  expect(stdout.trim()).toBe('function 0')
})

it('is what every module of the program takes that needs more than types of it', () => {
  const files = globSync('**/*.ts', { cwd: SOURCE }).filter((file) => !file.endsWith('.test.ts') && !file.includes('/fixtures/'))
  expect(
    files.filter((file) => file !== join('base', 'http', 'node-http.ts') && IMPORTED.test(readFileSync(join(SOURCE, file), 'utf8'))),
  ).toEqual([])
})
