import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { promisify } from 'node:util'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { SshServer } from '../../../../../testing/ssh-server.ts'
import { sshLab, sshSpecOf } from '../../fixtures/ssh-lab.ts'
import { attachmentOf, secretNeeded, showAttachment } from '../attachments.ts'

const run = promisify(execFile)
const lab = await sshLab()
const NAME = 'ops'

let folder = ''
let bastion: SshServer
const file = (name: string): string => join(folder, name)
const publicKey = (name: string): string => readFileSync(file(`${name}.pub`), 'utf8').trim()
const socket = (): string => file('agent')
const sshAdd = (...args: readonly string[]) => run('ssh-add', ['-q', ...args], { env: { ...process.env, SSH_AUTH_SOCK: socket() } })

/** In the foreground, so that it ends with the test. */
async function startAgent(...keys: readonly string[]): Promise<() => Promise<void>> {
  const child = spawn('ssh-agent', ['-D', '-a', socket()], { stdio: 'ignore' })
  const ended = once(child, 'exit')
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM')
    await ended
    rmSync(socket(), { force: true })
  }
  lab.cleanUp.push(stop)
  await expect.poll(() => existsSync(socket())).toBe(true)
  for (const key of keys) await sshAdd(file(key))
  return stop
}

beforeAll(async () => {
  if (lab.program === undefined) return
  folder = mkdtempSync(join(tmpdir(), 'causeway-ssh-agent-'))
  for (const name of ['known', 'other', 'third']) await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', name, '-f', file(name)])
  bastion = await lab.start({ userKey: readFileSync(file('known'), 'utf8') })
})
afterEach(lab.tidy)
afterAll(async () => {
  await bastion?.stop()
  if (folder !== '') rmSync(folder, { recursive: true, force: true })
})

const byAgent = (key: string, more: object = {}) =>
  sshSpecOf(bastion, { private_key: undefined, ssh_agent: NAME, public_key: publicKey(key), ...more })
const linkBy = (key: string, sshAgents = new Map([[NAME, socket()]])) =>
  lab.linkTo(byAgent(key), { machine: () => ({ ownPorts: [], ownAddresses: [], sshAgents }) })

describe.skipIf(lab.program === undefined)('the ssh attachment by an ssh-agent', () => {
  it('logs in with the key of it that is named, however many it has, and has none in a file', async () => {
    await startAgent('other', 'third', 'known')
    const port = await lab.serving((connection) => void connection.pipe(connection))
    expect(await text((await lab.opened(linkBy('known'), port)).end('word'))).toBe('word')
    // One that the bastion would take is there too, and is not tried.
    const told = lab.listenTo(linkBy('other'))
    await expect.poll(() => told[0]).toBe('SSH_DENIED')
  })

  it('goes through a jump host, and logs in there with it too', async () => {
    await startAgent('known')
    const jump = await lab.start({ userKey: readFileSync(file('known'), 'utf8') })
    lab.cleanUp.push(() => jump.stop())
    const { host, port, user, hostKey } = jump
    const spec = byAgent('known', { jump_hosts: [{ host, port, user, host_keys: [hostKey] }] })
    const machine = () => ({ ownPorts: [], ownAddresses: [], sshAgents: new Map([[NAME, socket()]]) })
    const told = lab.listenTo(lab.linkTo(spec, { machine }))
    await expect.poll(() => told[0]).toBe('up')
    expect(await jump.log()).toContain('Accepted publickey')
  })

  it('logs in with a certificate of the key', async () => {
    await run('ssh-keygen', ['-q', '-s', file('third'), '-I', 'test', '-n', bastion.user, file('other.pub')])
    const certificate = readFileSync(file('other-cert.pub'), 'utf8')
    const trusting = await lab.start({ hostKey: bastion.hostPrivateKey, settings: [`TrustedUserCAKeys ${await openFile('third.pub')}`] })
    lab.cleanUp.push(() => trusting.stop())
    await startAgent('other')
    const machine = () => ({ ownPorts: [], ownAddresses: [], sshAgents: new Map([[NAME, socket()]]) })
    const told = lab.listenTo(lab.linkTo(byAgent('other', { port: trusting.port, certificate }), { machine }))
    await expect.poll(() => told[0]).toBe('up')
    expect(await trusting.log()).toMatch(/Accepted publickey.*ED25519-CERT/)
  })

  it('says that the agent is gone, and comes up by itself when it is back', async () => {
    const link = linkBy('known')
    const told = lab.listenTo(link)
    await expect.poll(() => told[0]).toBe('SSH_AGENT_GONE')
    expect(await lab.codeOf(lab.opened(link, 1))).toBe(`The ssh-agent ${NAME} of this machine does not answer`)
    await startAgent('known')
    await expect.poll(() => told.at(-1)).toBe('up')
  })

  it.each([
    ['hangs up at once', (connection: Socket) => void connection.destroy()],
    ['hangs up when it is asked', (connection: Socket) => void connection.once('data', () => connection.destroy())],
  ])('says that a socket which %s is no agent', async (_what, answer) => {
    const server = createServer(answer).listen(socket())
    await once(server, 'listening')
    lab.cleanUp.push(() => server.close())
    const told = lab.listenTo(linkBy('known'))
    await expect.poll(() => told[0]).toBe('SSH_AGENT_GONE')
  })

  it('says that the agent does not have the key, or has none, or does not log in with it', async () => {
    const stop = await startAgent('other')
    const without = lab.listenTo(linkBy('known'))
    await expect.poll(() => without[0]).toBe('SSH_AGENT_KEY')
    await sshAdd('-D')
    const empty = lab.listenTo(linkBy('known'))
    await expect.poll(() => empty[0]).toBe('SSH_AGENT_KEY')
    // Its user would be asked, and there is no program that asks.
    await sshAdd('-c', file('known'))
    const asking = lab.listenTo(linkBy('known'))
    await expect.poll(() => asking[0]).toBe('SSH_AGENT_REFUSED')
    await stop()
  })

  it('uses none that the settings do not name any more', async () => {
    await startAgent('known')
    const link = linkBy('known', new Map())
    const told = lab.listenTo(link)
    await expect.poll(() => told[0]).toBe('SSH_AGENT_NOT_ALLOWED')
    expect(await lab.codeOf(lab.opened(link, 1))).toMatch(/^ops is not among the ssh-agents .*sshAgents in causeway.yaml\)$/)
  })

  it('is set with the public key alone, which is shown and can be sent back', async () => {
    const spec = attachmentOf(byAgent('known'))
    const shown = showAttachment(spec)
    const { stdout } = await run('ssh-keygen', ['-l', '-f', file('known.pub')])
    expect(shown).toMatchObject({
      ssh_agent: NAME,
      public_key: publicKey('known').replace(/ known$/, ''),
      public_key_fingerprint: stdout.split(' ')[1],
    })
    expect(attachmentOf(shown)).toEqual(spec)
    expect(secretNeeded(spec)).toBeUndefined()
    const refused = (change: object) => expect(() => attachmentOf(byAgent('known', change)))
    refused({ public_key: undefined }).toThrow(/Which key of the ssh-agent/)
    refused({ public_key: 'ssh-ed25519 AAAA' }).toThrow(/is not a public key/)
    refused({ private_key: bastion.privateKey }).toThrow(/both a private_key and an ssh_agent/)
    refused({ ssh_agent: undefined }).toThrow(/there is no ssh_agent/)
    refused({ ssh_agent: '/tmp/agent' }).toThrow(/is not as its kind needs it/)
  })
})

/** The server runs as another user than root. */
async function openFile(name: string): Promise<string> {
  const open = mkdtempSync(join(tmpdir(), 'causeway-ssh-open-'))
  lab.cleanUp.push(() => rmSync(open, { recursive: true, force: true }))
  await run('chmod', ['711', open])
  await run('install', ['-m', '644', file(name), join(open, name)])
  return join(open, name)
}
