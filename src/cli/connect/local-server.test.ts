import { once } from 'node:events'
import { chmod, chown, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { localServer } from './local-server.ts'
import { connect, targetOf } from './server-command.ts'

const NOBODY = 65_534
let home = ''
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'causeway-local-'))
})
afterAll(async () => {
  await chmod(home, 0o700)
  await rm(home, { recursive: true, force: true })
})

/** Root may read everything: the test is of a user who may not. */
async function asUser<T>(work: () => Promise<T>): Promise<T> {
  if (process.getuid?.() !== 0) return await work()
  process.seteuid?.(NOBODY)
  try {
    return await work()
  } finally {
    process.seteuid?.(0)
  }
}

it("of another user's data folder it is said that it may not be read, not that no server runs there", async () => {
  await chmod(home, 0o000)
  await expect(asUser(() => localServer(home))).rejects.toMatchObject({
    kind: 'forbidden',
    message: `The data folder ${home} may not be read by the user that runs this command`,
    hint: 'Run it as the user that the server runs as, or as root; or log in at the server: causeway login URL',
  })
})

it('of a folder that may be read, and has no server, it is said that none runs', async () => {
  await chmod(home, 0o700)
  await expect(localServer(home)).rejects.toMatchObject({ message: `No server runs on the data folder ${home}` })
})

it('while a first start is under way it is said what is awaited, not that nobody is logged in', async () => {
  await chmod(home, 0o700)
  let reasons: readonly string[] = ['Workers are being started']
  const server = createServer((_request, response) => {
    response
      .writeHead(reasons.length === 0 ? 200 : 503)
      .end(JSON.stringify({ status: reasons.length === 0 ? 'ready' : 'not-ready', reasons }))
  })
  try {
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    await writeFile(join(home, 'server.json'), JSON.stringify({ url }))
    await expect(connect({ home }, home, 'user')).rejects.toMatchObject({
      kind: 'unavailable',
      message: `The server of the data folder ${home} is not ready: Workers are being started`,
      hint: expect.stringContaining(`${url}/readyz`),
    })
    reasons = []
    await expect(connect({ home }, home, 'user')).rejects.toMatchObject({ kind: 'unauthenticated' })
  } finally {
    server.close()
    server.closeAllConnections()
    await once(server, 'close')
  }
  await expect(connect({ home }, home, 'user')).rejects.toMatchObject({ message: `No server runs on the data folder ${home}` })
  await rm(join(home, 'server.json'))
})

it.runIf(process.getuid?.() === 0)(
  'one of the working folder that a stranger has put there is not asked: passwords would be sent wherever it says',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'causeway-strange-'))
    try {
      const strange = join(folder, '.causeway')
      await mkdir(strange, { mode: 0o755 })
      await writeFile(join(strange, 'server.json'), JSON.stringify({ url: 'http://127.0.0.1:1' }), { mode: 0o644 })
      expect(await targetOf({}, folder)).toMatchObject({ kind: 'folder' })
      for (const theirs of [join(strange, 'server.json'), strange]) {
        await chown(theirs, NOBODY, NOBODY)
        await expect(targetOf({}, folder)).rejects.toMatchObject({ kind: 'forbidden' })
        await chown(theirs, 0, 0)
      }
      await chmod(strange, 0o777)
      await expect(targetOf({}, folder)).rejects.toMatchObject({ kind: 'forbidden' })
      expect(await targetOf({ home: strange }, folder)).toMatchObject({ kind: 'folder' })
    } finally {
      await rm(folder, { recursive: true })
    }
  },
)
