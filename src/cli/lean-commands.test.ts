import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const LIST = `
  import { registerHooks } from 'node:module'
  const urls = []
  registerHooks({ load: (url, context, next) => (urls.push(url), next(url, context)) })
  process.on('exit', () => console.error(JSON.stringify(urls)))
`

it('no command is loaded with the libraries that it needs only when it is carried out: a start would wait for them before its port is bound', () => {
  const hook = `data:text/javascript,${encodeURIComponent(LIST)}`
  const done = spawnSync(process.execPath, ['--import', hook, join(import.meta.dirname, 'causeway.ts'), '--version'], { encoding: 'utf8' })
  const urls: readonly string[] = JSON.parse(done.stderr)
  expect(urls.some((url) => url.endsWith('/cli/run/run-command.ts'))).toBe(true)
  expect(urls.filter((url) => /\/node_modules\/(?!commander\/)/.test(url))).toEqual([])
})
