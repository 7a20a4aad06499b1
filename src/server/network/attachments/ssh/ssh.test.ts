import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { chmod } from 'node:fs/promises'
import { createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { promisify } from 'node:util'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type SshServer, sshProgram, startSshServer } from '../../../../../testing/ssh-server.ts'
import { linkContext } from '../../fixtures/link-context.ts'
import type { AttachmentLink, LinkContext } from '../attachment-kind.ts'
import { attachmentOf, linkOf, secretGiven, showAttachment } from '../attachments.ts'
import { LinkDown, type LinkHealth } from '../link-health.ts'
import { connectSsh } from './ssh-client.ts'
import { writeSshFiles } from './ssh-files.ts'

const run = promisify(execFile)
const packages = mkdtempSync(join(tmpdir(), 'causeway-ssh-packages-'))
await chmod(packages, 0o711)
const program = await sshProgram(packages)
if (program === undefined) console.log('SKIPPED: the ssh attachment is not tested, for there is no sshd and no package of it')

let scratchFolder = ''
let bastion: SshServer
const cleanUp: (() => unknown)[] = []
beforeAll(async () => {
  if (program !== undefined) bastion = await startSshServer({ program })
})
afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step()
  if (scratchFolder !== '') rmSync(scratchFolder, { recursive: true, force: true })
  scratchFolder = ''
})
afterAll(async () => {
  await bastion?.stop()
  rmSync(packages, { recursive: true, force: true })
})

const specOf = ({ host, port, user, hostKey, privateKey }: SshServer, more: object = {}) => ({
  kind: 'ssh',
  host,
  port,
  user,
  host_keys: [hostKey],
  private_key: privateKey,
  ...more,
})

function linkTo(given: ReturnType<typeof specOf>, more: Partial<LinkContext> = {}): AttachmentLink {
  if (scratchFolder === '') scratchFolder = mkdtempSync(join(tmpdir(), 'causeway-ssh-'))
  const context = linkContext('v', { secret: async () => secretGiven(given), scratchFolder, ...more })
  const link = linkOf(attachmentOf(given), context)
  cleanUp.push(() => link.close())
  return link
}

/** What a link tells, in order. */
function listenTo(link: AttachmentLink): readonly string[] {
  const told: string[] = []
  const end = link.watch?.((health: LinkHealth) => told.push(health.kind === 'up' ? 'up' : (health.code ?? 'down')))
  cleanUp.push(() => end?.())
  return told
}

async function serving(answer: (socket: Socket) => void): Promise<number> {
  const sockets: Socket[] = []
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.push(socket)
    socket.on('error', () => {})
    answer(socket)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  cleanUp.push(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

const never = new AbortController().signal
const opened = async (link: AttachmentLink, port: number, ip = '127.0.0.1') => {
  const way = await link.open({ ip, port }, never)
  if (way.kind !== 'stream') throw new Error('A channel is a stream')
  cleanUp.push(() => way.stream.destroy())
  return way.stream
}
const codeOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'opened',
    (error: unknown) => (error instanceof LinkDown ? error.failure.seen : error instanceof Error && 'code' in error ? error.code : error),
  )
const descriptors = (): number => readdirSync('/proc/self/fd').length
/** The clients of OpenSSH that this process has started. */
const clients = async (): Promise<readonly string[]> => {
  const { stdout } = await run('ps', ['-o', 'pid=,comm=', '--ppid', String(process.pid)])
  return stdout.split('\n').filter((line) => line.trim().endsWith(' ssh') || line.includes('setpriv'))
}

describe.skipIf(program === undefined)('the ssh attachment', () => {
  it('carries both directions, their ends, and what comes first from the other side', async () => {
    const port = await serving((socket) => {
      socket.write('greeting ')
      socket.on('data', (data) => socket.write(data))
      socket.on('end', () => socket.end(' bye'))
    })
    const stream = await opened(linkTo(specOf(bastion)), port)
    stream.end('x'.repeat(3_000_000))
    expect(await text(stream)).toBe(`greeting ${'x'.repeat(3_000_000)} bye`)
  })

  it('lets others run while nobody reads one of them, and takes no more of that than its window', async () => {
    let written = 0
    const flood = await serving((socket) => {
      const more = (): void => {
        while (!socket.destroyed && socket.write(Buffer.alloc(65_536))) written += 65_536
      }
      socket.on('drain', more)
      more()
    })
    const echo = await serving((socket) => void socket.pipe(socket))
    const link = linkTo(specOf(bastion))
    const stalled = await opened(link, flood)
    stalled.once('readable', () => {})
    for (let turn = 0; turn < 20; turn += 1) {
      const stream = await opened(link, echo)
      stream.end('word')
      expect(await text(stream)).toBe('word')
    }
    expect(stalled.readableLength).toBeLessThanOrEqual(2 * 1024 * 1024)
    expect(written).toBeLessThan(64 * 1024 * 1024)
  })

  it('says why the bastion did not open it', async () => {
    const link = linkTo(specOf(bastion))
    expect(await codeOf(opened(link, 1))).toBe('ECONNREFUSED')
    const limited = await startSshServer({ program: program ?? { program: '', libraries: '' }, settings: ['PermitOpen 127.0.0.1:9'] })
    cleanUp.push(() => limited.stop())
    expect(await codeOf(opened(linkTo(specOf(limited)), 1))).toBe('SSH_PROHIBITED')
  })

  it('opens and closes 500 channels, and leaves no descriptor, process or file', async () => {
    const port = await serving((socket) => void socket.pipe(socket))
    const before = descriptors()
    const processes = (await clients()).length
    const link = linkTo(specOf(bastion))
    const stop = link.watch?.(() => {})
    for (let round = 0; round < 5; round += 1) {
      const streams = await Promise.all(Array.from({ length: 100 }, () => opened(link, port)))
      for (const [at, stream] of streams.entries()) {
        if (at % 2 === 0) stream.destroy()
        else expect(await text(stream.end('word'))).toBe('word')
      }
    }
    // The key is gone as soon as it has been read.
    const [folder = ''] = readdirSync(scratchFolder)
    expect(readdirSync(join(scratchFolder, folder)).sort()).toEqual(['config', 'control', 'known'])
    stop?.()
    await expect.poll(() => readdirSync(scratchFolder)).toEqual([])
    await link.close()
    await expect.poll(clients).toHaveLength(processes)
    await expect.poll(() => descriptors() - before).toBeLessThanOrEqual(1)
  })

  it('is down while the bastion is gone, and up again when it is back', async () => {
    const second = await startSshServer({ program: program ?? { program: '', libraries: '' } })
    const link = linkTo(specOf(second))
    const told = listenTo(link)
    await expect.poll(() => told).toEqual(['up'])
    const port = await serving((socket) => void socket.pipe(socket))
    const stream = await opened(link, port)
    await second.stop()
    await expect.poll(() => told.at(-1)).not.toBe('up')
    await expect.poll(() => stream.destroyed).toBe(true)
    await expect.poll(() => told.at(-1)).toBe('SSH_REFUSED')
    expect(await codeOf(opened(link, port))).toMatch(/^Nothing listens at \S+@127.0.0.1:\d+ \(connection refused\)$/)
    const { port: old, hostPrivateKey: hostKey, privateKey: userKey } = second
    const back = await startSshServer({ program: program ?? { program: '', libraries: '' }, port: old, hostKey, userKey })
    cleanUp.push(() => back.stop())
    await expect.poll(() => told.at(-1), { timeout: 60_000 }).toBe('up')
    expect(await text((await opened(link, port)).end('again'))).toBe('again')
  })

  it.each<[string, (other: SshServer) => object, string]>([
    ['another key', ({ privateKey }) => ({ private_key: privateKey }), 'SSH_DENIED'],
    ['another host key', ({ hostKey }) => ({ host_keys: [hostKey] }), 'SSH_HOST_KEY'],
    ['a name that nobody knows', () => ({ host: 'bastion.invalid' }), 'SSH_NAME'],
    ['a port where nobody listens', () => ({ port: 1 }), 'SSH_REFUSED'],
    ['an address that is never dialled', () => ({ host: '169.254.169.254' }), 'SSH_NOT_ALLOWED'],
  ])('does not come up with %s, and says so', async (_, change, code) => {
    const other = await startSshServer({ program: program ?? { program: '', libraries: '' } })
    cleanUp.push(() => other.stop())
    const told = listenTo(linkTo(specOf(bastion, change(other))))
    await expect.poll(() => told[0]).toBe(code)
    await expect.poll(() => readdirSync(scratchFolder)).toEqual([])
  })

  it.each([
    ['says nothing', ''],
    ['says who it is, and no more', 'SSH-2.0-OpenSSH_9.2\r\n'],
    ['begins to say who it is', 'SSH-2.0-Open'],
  ])('is down, and holds no client, where a bastion takes the connection and %s', async (_what, words) => {
    let taken = 0
    const port = await serving((socket) => {
      taken += 1
      socket.write(words)
      socket.resume()
    })
    const link = linkTo(specOf(bastion, { port, connect_timeout: 1 }))
    const told = listenTo(link)
    await expect.poll(() => told[0]).toBe('SSH_TIMEOUT')
    expect(taken).toBeGreaterThan(0)
    // Who dials meanwhile does not wait for the bastion.
    expect(await codeOf(opened(link, 1))).toMatch(/^No answer from \S+@127\.0\.0\.1:\d+$/)
    await link.close()
    await expect.poll(clients).toEqual([])
    expect(readdirSync(scratchFolder)).toEqual([])
  })

  it('tells of a bastion without jump hosts by its name alone', async () => {
    const other = await startSshServer({ program: program ?? { program: '', libraries: '' } })
    cleanUp.push(() => other.stop())
    const link = linkTo(specOf(bastion, { host_keys: [other.hostKey] }))
    expect(await codeOf(opened(link, 1))).toMatch(/^\S+@127\.0\.0\.1:\d+ showed another host key than those that are pinned$/)
  })

  it('reaches no bastion that the operator’s list does not name, nor the server’s own port', async () => {
    const machine = { ownPorts: [], ownAddresses: [], allowedTargets: [] }
    const told = listenTo(linkTo(specOf(bastion), { machine: () => machine }))
    await expect.poll(() => told[0]).toBe('SSH_NOT_ALLOWED')
    const own = listenTo(linkTo(specOf(bastion), { machine: () => ({ ownPorts: [bastion.port], ownAddresses: [] }) }))
    await expect.poll(() => own[0]).toBe('SSH_NOT_ALLOWED')
  })

  it('goes through a jump host, each with its own pinned key', async () => {
    const { privateKey: userKey } = bastion
    const jump = await startSshServer({ program: program ?? { program: '', libraries: '' }, userKey })
    cleanUp.push(() => jump.stop())
    const { host, port, user, hostKey } = jump
    const hop = { host, port, user, host_keys: [hostKey] }
    const target = await serving((socket) => void socket.pipe(socket))
    const link = linkTo(specOf(bastion, { jump_hosts: [hop] }))
    expect(await text((await opened(link, target)).end('far'))).toBe('far')
    expect(await jump.log()).toContain('Accepted publickey')
    const wrong = listenTo(linkTo(specOf(bastion, { jump_hosts: [{ ...hop, host_keys: [bastion.hostKey] }] })))
    await expect.poll(() => wrong[0]).toBe('SSH_HOST_KEY')
    // Its own client for the jump host ends with it.
    await link.close()
    await expect.poll(clients).toEqual([])
  })

  it('puts no secret, and nothing that the attachment says, on a command line or into an environment', async () => {
    const link = linkTo(specOf(bastion))
    const told = listenTo(link)
    await expect.poll(() => told).toEqual(['up'])
    const [line = ''] = await clients()
    const pid = line.trim().split(' ')[0] ?? ''
    expect(readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').slice(-5)).toEqual(['-F', 'config', '-N', 'hop-0', ''])
    const names = readFileSync(`/proc/${pid}/environ`, 'utf8')
      .split('\0')
      .filter((each) => each !== '')
    expect(names.map((each) => each.split('=')[0]).sort()).toEqual(['LC_ALL', 'PATH'])
  })

  it('ends a client whose control socket was given up, so that another is made', async () => {
    scratchFolder = mkdtempSync(join(tmpdir(), 'causeway-ssh-'))
    const { host, port, user, hostKey, privateKey } = bastion
    const spec = { kind: 'ssh' as const, host, port, user, host_keys: [hostKey] }
    const files = await writeSshFiles(spec, { privateKey, firstAddress: host, scratch: scratchFolder })
    const { channels, ended, stop } = await connectSsh(files, never)
    cleanUp.push(stop)
    channels.close()
    expect(await ended).toBe('SSH_CLOSED')
  })

  it('is ended by its last user, and comes up again for the next dial', async () => {
    const port = await serving((socket) => void socket.pipe(socket))
    const link = linkTo(specOf(bastion))
    for (let turn = 0; turn < 2; turn += 1) {
      expect(await text((await opened(link, port)).end('word'))).toBe('word')
      await expect.poll(clients).toEqual([])
      await expect.poll(() => existsSync(scratchFolder) && readdirSync(scratchFolder)).toEqual([])
    }
  })
})

describe('an ssh attachment as it is given', () => {
  const KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f'
  const given = { kind: 'ssh', host: 'bastion.example.org', user: 'causeway', host_keys: [KEY], public_key_fingerprint: 'SHA256:abc' }

  it('is shown without its key, and can be sent back', () => {
    const spec = attachmentOf({ ...given, host_keys: [`${KEY} root@bastion`, KEY] })
    expect(showAttachment(spec)).toEqual(given)
    expect(JSON.stringify(showAttachment(spec))).not.toContain('private')
  })

  it.each<[string, object]>([
    ['a host that is an option', { host: '-oProxyCommand=touch /tmp/x' }],
    ['a host with a token', { host: 'a%h' }],
    ['a host with a line', { host: 'a\nProxyCommand touch /tmp/x' }],
    ['a host with a space', { host: 'a b' }],
    ['a host with a command', { host: '$(id)' }],
    ['a host with a zone', { host: 'fe80::1%eth0' }],
    ['a user that is an option', { user: '-l' }],
    ['a user with a line', { user: 'a\nProxyCommand id' }],
    ['a user with a token', { user: '%u' }],
    ['a user with a quote', { user: 'a"b' }],
    ['no host key', { host_keys: [] }],
    ['a host key that is none', { host_keys: ['ssh-ed25519 AAAA'] }],
    ['a host key for all hosts', { host_keys: [`@cert-authority * ${KEY}`] }],
    ['a host key with a second line', { host_keys: [`${KEY} x\n* ${KEY}`] }],
    ['a host key of another type than it says', { host_keys: [KEY.replace('ssh-ed25519', 'ssh-rsa')] }],
    ['a jump host that is an option', { jump_hosts: [{ host: '-J', user: 'u', host_keys: [KEY] }] }],
    ['a jump host without a pinned key', { jump_hosts: [{ host: 'j', user: 'u' }] }],
    ['a private key that is none', { private_key: 'not a key' }],
    ['no private key', { public_key_fingerprint: undefined }],
    ['a port that is none', { port: 0 }],
  ])('is refused with %s', (_, change) => {
    expect(() => attachmentOf({ ...given, ...change })).toThrow(
      expect.objectContaining({ kind: 'invalid-parameter', hint: expect.any(String) }),
    )
  })

  it('tells what is wrong with a private key, and nothing of it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'causeway-ssh-key-'))
    cleanUp.push(() => rmSync(folder, { recursive: true, force: true }))
    const file = join(folder, 'key')
    const made = await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', 'phrase', '-f', file]).then(
      () => true,
      () => false,
    )
    if (!made) return
    const private_key = readFileSync(file, 'utf8')
    expect(() => attachmentOf({ ...given, private_key })).toThrow(/has a passphrase/)
    await run('ssh-keygen', ['-q', '-p', '-P', 'phrase', '-N', '', '-f', file])
    const { stdout } = await run('ssh-keygen', ['-l', '-f', file])
    const spec = attachmentOf({ ...given, private_key: readFileSync(file, 'utf8').replaceAll('\n', '\r\n') })
    expect(showAttachment(spec)['public_key_fingerprint']).toBe(stdout.split(' ')[1])
  })
})
