import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { findFreePort } from '../testing/free-port.ts'
import { isVainStart } from './vain-start.ts'

let folder: string
let taken: Server
let port: number
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'causeway-start-'))
  taken = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => taken.once('listening', resolve))
  port = (taken.address() as AddressInfo).port
})
afterAll(() => {
  taken.close()
  rmSync(folder, { recursive: true, force: true })
})

it('a start is vain where its port is taken, whatever names that, or where its settings are wrong', async () => {
  const isVain = (words: string, environment: NodeJS.ProcessEnv = {}) =>
    isVainStart(words === '' ? [] : words.split(' '), environment, folder)
  expect(await isVain(`--port ${port}`)).toBe(true)
  expect(await isVain(`--tls-self-signed --port=${port} --home x`)).toBe(true)
  expect(await isVain('', { CAUSEWAY_PORT: String(port) })).toBe(true)
  writeFileSync(join(folder, 'own.yaml'), `port: ${port}\n`)
  expect(await isVain('--config own.yaml')).toBe(true)
  expect(await isVain('--port many')).toBe(true)
  expect(await isVain('--config none.yaml')).toBe(true)
  expect(await isVain(`--config own.yaml --port ${await findFreePort()}`)).toBe(false)
  expect(await isVain('--port 0')).toBe(false)
})

it.skipIf(process.platform === 'win32')('npm start hands its words to what asks that, and to the server', () => {
  const { scripts }: { readonly scripts: { readonly start: string } } = JSON.parse(
    readFileSync(join(import.meta.dirname, '..', 'package.json'), 'utf8'),
  )
  const node = join(folder, 'node')
  writeFileSync(node, '#!/bin/sh\nprintf "[%s]" "$@"; echo\n')
  chmodSync(node, 0o755)
  // As npm calls it.
  const { stdout } = spawnSync('sh', ['-c', `${scripts.start} "--port" "0" "--home" "a b"`], {
    encoding: 'utf8',
    env: { ...process.env, PATH: `${folder}:${process.env['PATH']}` },
  })
  expect(stdout.split('\n')).toEqual([
    '[scripts/build-console.ts][--optional][--before-start][--port][0][--home][a b]',
    '[src/cli/launch.mjs][start][--port][0][--home][a b]',
    '',
  ])
})
