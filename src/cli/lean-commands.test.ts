import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const LIST = `
  import { registerHooks } from 'node:module'
  const urls = []
  registerHooks({ load: (url, context, next) => (urls.push(url), next(url, context)) })
  process.on('exit', () => console.error(JSON.stringify(urls)))
`

const HOOK = `data:text/javascript,${encodeURIComponent(LIST)}`

function loadedBy(...words: readonly string[]): readonly string[] {
  const { stderr } = spawnSync(process.execPath, ['--import', HOOK, join(import.meta.dirname, 'causeway.ts'), ...words], {
    encoding: 'utf8',
  })
  return JSON.parse(stderr)
}

it('no command is loaded with the libraries that it needs only when it is carried out: a start would wait for them before its port is bound', () => {
  const urls = loadedBy('--version')
  expect(urls.some((url) => url.endsWith('/cli/run/run-command.ts'))).toBe(true)
  expect(urls.filter((url) => /\/node_modules\/(?!commander\/)/.test(url))).toEqual([])
})

it('a start loads no other command', () => {
  expect(loadedBy('start', '--help').filter((url) => /-commands?\.ts$/.test(url) && !url.endsWith('/unknown-command.ts'))).toEqual([])
})
