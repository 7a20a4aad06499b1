import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const LIST = `
  import { registerHooks } from 'node:module'
  const urls = []
  registerHooks({ load: (url, context, next) => (urls.push(url), next(url, context)) })
  await import(process.argv[1])
  console.log(JSON.stringify(urls))
`

test('a worker starts without the library of schemas, which the server needs to check what the worker says', () => {
  const done = spawnSync(process.execPath, ['--input-type=module', '-e', LIST, join(import.meta.dirname, 'worker.ts')], {
    encoding: 'utf8',
  })
  expect(done.stderr).toBe('')
  const urls: readonly string[] = JSON.parse(done.stdout)
  expect(urls.some((url) => url.endsWith('/protocol/wire-error.ts'))).toBe(true)
  expect(urls.filter((url) => url.includes('/typebox/'))).toEqual([])
})
