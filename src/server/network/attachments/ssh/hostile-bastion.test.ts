import { execFile } from 'node:child_process'
import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import type { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { promisify } from 'node:util'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { descendants } from '../../../../../testing/process-tree.ts'
import type { SshServer } from '../../../../../testing/ssh-server.ts'
import { sshLab, sshSpecOf } from '../../fixtures/ssh-lab.ts'

const lab = await sshLab()
const { program, cleanUp, linkTo, serving } = lab
const run = promisify(execFile)
const folder = mkdtempSync(join(tmpdir(), 'causeway-banner-'))
// Read by the server's user.
chmodSync(folder, 0o711)
let bastion: SshServer
beforeAll(async () => {
  if (program !== undefined) bastion = await lab.start()
})
afterEach(lab.tidy)
afterAll(async () => {
  await bastion?.stop()
  rmSync(folder, { recursive: true, force: true })
})

const clients = async (): Promise<readonly string[]> => {
  const { stdout } = await run('ps', ['-o', 'pid=,comm=', '--ppid', String(process.pid)])
  return stdout.split('\n').filter((line) => line.trim().endsWith(' ssh') || line.includes('setpriv'))
}
const echo = (): Promise<number> => serving((socket) => void socket.pipe(socket))
const started = async (options: Parameters<typeof lab.start>[0] = {}): Promise<SshServer> => {
  const server = await lab.start(options)
  cleanUp.push(() => server.stop())
  return server
}

/** As fast as it is taken, until it is not any more. */
function flood(socket: Socket, piece: Buffer): void {
  const more = (): void => {
    while (!socket.destroyed && socket.write(piece));
  }
  socket.on('drain', more)
  more()
}

describe.skipIf(program === undefined)('a bastion that is hostile before the log-in', () => {
  it.each<readonly [what: string, says: (socket: Socket) => void]>([
    ['sends bytes that are nothing, without end', (socket) => flood(socket, Buffer.alloc(65_536, 0xfe))],
    ['sends lines before it says who it is, without end', (socket) => flood(socket, Buffer.from('not SSH yet\r\n'.repeat(5_000)))],
    ['says who it is without end', (socket) => flood(socket, Buffer.from('SSH-2.0-'.repeat(8_000)))],
    ['ends what it says before it has said anything', (socket) => void socket.end()],
    ['resets the connection', (socket) => void socket.resetAndDestroy()],
    [
      'says who it is, and then packets that are none',
      (socket) => {
        socket.write('SSH-2.0-OpenSSH_9.2\r\n')
        flood(socket, Buffer.alloc(65_536, 0x5a))
      },
    ],
    [
      'says who it is, and then a packet longer than any',
      (socket) => void socket.write(Buffer.concat([Buffer.from('SSH-2.0-OpenSSH_9.2\r\n'), Buffer.from([0x7f, 0xff, 0xff, 0xff, 4, 20])])),
    ],
  ])('that %s is down, and leaves no client and no file', async (_what, says) => {
    const port = await serving((socket) => {
      socket.resume()
      says(socket)
    })
    const link = linkTo(sshSpecOf(bastion, { port, connect_timeout: 1 }))
    const told = lab.listenTo(link)
    await expect.poll(() => told[0]).toMatch(/^SSH_(CLOSED|TIMEOUT|FAILED)$/)
    // Who dials meanwhile does not wait for it.
    expect(await lab.codeOf(lab.opened(link, 1))).not.toBe('opened')
    expect(told).not.toContain('up')
    await link.close()
    await expect.poll(clients).toEqual([])
    expect(readdirSync(lab.scratch())).toEqual([])
  })
})

describe.skipIf(program === undefined)('a bastion that is hostile behind the log-in', () => {
  it('is not believed what its banner says of the end, however long that is', async () => {
    const banner = join(folder, 'banner')
    const words = 'Permission denied. Host key verification failed. Could not resolve. Connection refused. setpriv: No such file\n'
    writeFileSync(banner, words.repeat(500), { mode: 0o644 })
    const server = await started({ settings: [`Banner ${banner}`] })
    const told = lab.listenTo(linkTo(sshSpecOf(server)))
    await expect.poll(() => told.at(-1)).toBe('up')
    const other = lab.listenTo(linkTo(sshSpecOf(server, { private_key: bastion.privateKey })))
    await expect.poll(() => other[0]).toBe('SSH_DENIED')
    for (const pid of await descendants(server.pid)) process.kill(pid, 'SIGKILL')
    await expect.poll(() => told).toContain('SSH_CLOSED')
  })

  it('that stands still is missed, what was opened through it ends, and it is up again when it goes on', async () => {
    const server = await started()
    const link = linkTo(sshSpecOf(server, { keepalive: 1, connect_timeout: 1 }))
    const told = lab.listenTo(link)
    // On a busy machine it may take several tries of a second.
    await expect.poll(() => told.at(-1)).toBe('up')
    const stream = await lab.opened(link, await echo())
    const toldBefore = told.length
    const stopped = [server.pid, ...(await descendants(server.pid))]
    for (const pid of stopped) process.kill(pid, 'SIGSTOP')
    const signal = AbortSignal.timeout(100)
    await expect(link.open({ ip: '127.0.0.1', port: 1 }, signal)).rejects.toThrow()
    await expect.poll(() => told.slice(toldBefore)).toContain('SSH_SILENT')
    await expect.poll(() => stream.destroyed).toBe(true)
    for (const pid of stopped) process.kill(pid, 'SIGCONT')
    await expect.poll(() => told.at(-1)).toBe('up')
    expect(await text((await lab.opened(link, await echo())).end('again'))).toBe('again')
  })

  it('that comes back with another host key is not logged in to', async () => {
    const first = await lab.start()
    const { port, privateKey: userKey, hostPrivateKey: hostKey } = first
    const told = lab.listenTo(linkTo(sshSpecOf(first)))
    await expect.poll(() => told.at(-1)).toBe('up')
    await first.stop()
    await expect.poll(() => told.at(-1)).not.toBe('up')
    const other = await lab.start({ port, userKey })
    await expect.poll(() => told.at(-1)).toBe('SSH_HOST_KEY')
    expect(await other.log()).not.toContain('Accepted')
    await other.stop()
    await started({ port, userKey, hostKey })
    await expect.poll(() => told.at(-1)).toBe('up')
  })
})
