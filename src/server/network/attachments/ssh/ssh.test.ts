import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { promisify } from 'node:util'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { SshServer } from '../../../../../testing/ssh-server.ts'
import { sshLab, sshSpecOf } from '../../fixtures/ssh-lab.ts'
import { attachmentOf, showAttachment } from '../attachments.ts'
import { connectSsh } from './ssh-client.ts'
import { writeSshFiles } from './ssh-files.ts'

const run = promisify(execFile)
const lab = await sshLab()
const { program, cleanUp, linkTo, serving } = lab

const hasIpv6 = Object.values(networkInterfaces()).some((addresses) => addresses?.some(({ address }) => address === '::1'))
if (!hasIpv6) console.log('SKIPPED: no bastion at an IPv6 address is reached, for this machine has no ::1')
let bastion: SshServer
beforeAll(async () => {
  if (program !== undefined) bastion = await lab.start()
})
afterEach(lab.tidy)
afterAll(async () => {
  await bastion?.stop()
})

const never = new AbortController().signal
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
    const stream = await lab.opened(linkTo(sshSpecOf(bastion)), port)
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
    const link = linkTo(sshSpecOf(bastion))
    const stalled = await lab.opened(link, flood)
    stalled.once('readable', () => {})
    for (let turn = 0; turn < 20; turn += 1) {
      const stream = await lab.opened(link, echo)
      stream.end('word')
      expect(await text(stream)).toBe('word')
    }
    expect(stalled.readableLength).toBeLessThanOrEqual(2 * 1024 * 1024)
    expect(written).toBeLessThan(64 * 1024 * 1024)
  })

  it('says why the bastion did not open it', async () => {
    const link = linkTo(sshSpecOf(bastion))
    expect(await lab.codeOf(lab.opened(link, 1))).toBe('ECONNREFUSED')
    const limited = await lab.start({ settings: ['PermitOpen 127.0.0.1:9'] })
    cleanUp.push(() => limited.stop())
    expect(await lab.codeOf(lab.opened(linkTo(sshSpecOf(limited)), 1))).toBe('SSH_PROHIBITED')
  })

  it('opens and closes 500 channels, and leaves no descriptor, process or file', async () => {
    const port = await serving((socket) => void socket.pipe(socket))
    const before = descriptors()
    const processes = (await clients()).length
    const link = linkTo(sshSpecOf(bastion))
    const stop = link.watch?.(() => {})
    for (let round = 0; round < 5; round += 1) {
      const streams = await Promise.all(Array.from({ length: 100 }, () => lab.opened(link, port)))
      for (const [at, stream] of streams.entries()) {
        if (at % 2 === 0) stream.destroy()
        else expect(await text(stream.end('word'))).toBe('word')
      }
    }
    // The key is gone as soon as it has been read.
    const [folder = ''] = readdirSync(lab.scratch())
    expect(readdirSync(join(lab.scratch(), folder)).sort()).toEqual(['config', 'control', 'known-0'])
    stop?.()
    await expect.poll(() => readdirSync(lab.scratch())).toEqual([])
    await link.close()
    await expect.poll(clients).toHaveLength(processes)
    await expect.poll(() => descriptors() - before).toBeLessThanOrEqual(1)
  })

  it('is down while the bastion is gone, and up again when it is back', async () => {
    const second = await lab.start()
    const link = linkTo(sshSpecOf(second))
    const told = lab.listenTo(link)
    await expect.poll(() => told.at(-1)).toBe('up')
    const port = await serving((socket) => void socket.pipe(socket))
    const stream = await lab.opened(link, port)
    await second.stop()
    await expect.poll(() => told.at(-1)).not.toBe('up')
    await expect.poll(() => stream.destroyed).toBe(true)
    await expect.poll(() => told.at(-1)).toBe('SSH_REFUSED')
    expect(await lab.codeOf(lab.opened(link, port))).toMatch(/^Nothing listens at \S+@127.0.0.1:\d+ \(connection refused\)$/)
    const { port: old, hostPrivateKey: hostKey, privateKey: userKey } = second
    const back = await lab.start({ port: old, hostKey, userKey })
    cleanUp.push(() => back.stop())
    await expect.poll(() => told.at(-1)).toBe('up')
    expect(await text((await lab.opened(link, port)).end('again'))).toBe('again')
  })

  it.each<[string, (other: SshServer) => object, string]>([
    ['another key', ({ privateKey }) => ({ private_key: privateKey }), 'SSH_DENIED'],
    ['another host key', ({ hostKey }) => ({ host_keys: [hostKey] }), 'SSH_HOST_KEY'],
    ['a name that nobody knows', () => ({ host: 'bastion.invalid' }), 'SSH_NAME'],
    ['a port where nobody listens', () => ({ port: 1 }), 'SSH_REFUSED'],
    ['an address that is never dialled', () => ({ host: '169.254.169.254' }), 'SSH_NOT_ALLOWED'],
  ])('does not come up with %s, and says so', async (_, change, code) => {
    const other = await lab.start()
    cleanUp.push(() => other.stop())
    const told = lab.listenTo(linkTo(sshSpecOf(bastion, change(other))))
    await expect.poll(() => told[0]).toBe(code)
    await expect.poll(() => readdirSync(lab.scratch())).toEqual([])
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
    const link = linkTo(sshSpecOf(bastion, { port, connect_timeout: 1 }))
    const told = lab.listenTo(link)
    await expect.poll(() => told[0]).toBe('SSH_TIMEOUT')
    // On a busy machine the first try may be over before it has come so far.
    await expect.poll(() => taken).toBeGreaterThan(0)
    // Who dials meanwhile does not wait for the bastion.
    expect(await lab.codeOf(lab.opened(link, 1))).toMatch(/^No answer from \S+@127\.0\.0\.1:\d+$/)
    await link.close()
    await expect.poll(clients).toEqual([])
    expect(readdirSync(lab.scratch())).toEqual([])
  })

  it('tells of a bastion without jump hosts by its name alone', async () => {
    const other = await lab.start()
    cleanUp.push(() => other.stop())
    const link = linkTo(sshSpecOf(bastion, { host_keys: [other.hostKey] }))
    expect(await lab.codeOf(lab.opened(link, 1))).toMatch(/^\S+@127\.0\.0\.1:\d+ showed another host key than those that are pinned$/)
  })

  it('reaches no bastion that the operator’s list does not name, nor the server’s own port', async () => {
    const machine = { ownPorts: [], ownAddresses: [], allowedTargets: [] }
    const told = lab.listenTo(linkTo(sshSpecOf(bastion), { machine: () => machine }))
    await expect.poll(() => told[0]).toBe('SSH_NOT_ALLOWED')
    const own = lab.listenTo(linkTo(sshSpecOf(bastion), { machine: () => ({ ownPorts: [bastion.port], ownAddresses: [] }) }))
    await expect.poll(() => own[0]).toBe('SSH_NOT_ALLOWED')
  })

  it('goes through a jump host, each with its own pinned key', async () => {
    const { privateKey: userKey } = bastion
    const jump = await lab.start({ userKey })
    cleanUp.push(() => jump.stop())
    const { host, port, user, hostKey } = jump
    const hop = { host, port, user, host_keys: [hostKey] }
    const target = await serving((socket) => void socket.pipe(socket))
    const link = linkTo(sshSpecOf(bastion, { jump_hosts: [hop] }))
    expect(await text((await lab.opened(link, target)).end('far'))).toBe('far')
    expect(await jump.log()).toContain('Accepted publickey')
    const wrong = lab.listenTo(linkTo(sshSpecOf(bastion, { jump_hosts: [{ ...hop, host_keys: [bastion.hostKey] }] })))
    await expect.poll(() => wrong[0]).toBe('SSH_HOST_KEY')
    // Its own client for the jump host ends with it.
    await link.close()
    await expect.poll(clients).toEqual([])
  })

  it.skipIf(!hasIpv6)('reaches a bastion at an IPv6 address, by way of a jump host at one, and dials one there', async () => {
    const { privateKey: userKey } = bastion
    const jump = await lab.start({ host: '::1', userKey })
    cleanUp.push(() => jump.stop())
    const far = await lab.start({ host: '::1', userKey })
    cleanUp.push(() => far.stop())
    const { host, port, user, hostKey } = jump
    const target = await serving((socket) => void socket.pipe(socket), '::1')
    const link = linkTo(sshSpecOf(far, { jump_hosts: [{ host, port, user, host_keys: [hostKey] }] }))
    expect(await text((await lab.opened(link, target, '::1')).end('six'))).toBe('six')
    expect(await jump.log()).toContain('Accepted publickey')
    const wrong = linkTo(sshSpecOf(far, { port: 1 }))
    expect(await lab.codeOf(lab.opened(wrong, 1))).toMatch(/^Nothing listens at \S+@\[::1\]:1 \(connection refused\)$/)
  })

  it('puts no secret, and nothing that the attachment says, on a command line or into an environment', async () => {
    const link = linkTo(sshSpecOf(bastion))
    const told = lab.listenTo(link)
    await expect.poll(() => told.at(-1)).toBe('up')
    const [line = ''] = await clients()
    const pid = line.trim().split(' ')[0] ?? ''
    expect(readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').slice(-5)).toEqual(['-F', 'config', '-N', 'hop-0', ''])
    const names = readFileSync(`/proc/${pid}/environ`, 'utf8')
      .split('\0')
      .filter((each) => each !== '')
    expect(names.map((each) => each.split('=')[0]).sort()).toEqual(['LC_ALL', 'PATH'])
  })

  it('ends a client whose control socket was given up, so that another is made', async () => {
    const scratchFolder = lab.scratch()
    const { host, port, user, hostKey, privateKey } = bastion
    const spec = { kind: 'ssh' as const, host, port, user, host_keys: [hostKey] }
    const files = await writeSshFiles(spec, { login: { kind: 'key', privateKey }, firstAddress: host, scratch: scratchFolder })
    const { channels, ended, stop } = await connectSsh(files, never)
    cleanUp.push(stop)
    channels.close()
    expect(await ended).toBe('SSH_CLOSED')
  })

  it('is ended by its last user, and comes up again for the next dial', async () => {
    const port = await serving((socket) => void socket.pipe(socket))
    const link = linkTo(sshSpecOf(bastion))
    for (let turn = 0; turn < 2; turn += 1) {
      expect(await text((await lab.opened(link, port)).end('word'))).toBe('word')
      await expect.poll(clients).toEqual([])
      await expect.poll(() => readdirSync(lab.scratch())).toEqual([])
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
