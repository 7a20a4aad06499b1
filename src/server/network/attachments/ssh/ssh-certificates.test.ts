import { execFile } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { promisify } from 'node:util'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { SshServer } from '../../../../../testing/ssh-server.ts'
import { sshLab, sshSpecOf } from '../../fixtures/ssh-lab.ts'
import { attachmentOf, showAttachment, takesAway } from '../attachments.ts'
import { readCertificate } from './openssh-certificates.ts'

const run = promisify(execFile)
const lab = await sshLab()

let folder = ''
let bastion: SshServer
/** Of the key with which everybody logs in here, which no authorized_keys has. */
let userKey = ''
const file = (name: string): string => join(folder, name)
const read = (name: string): string => readFileSync(file(name), 'utf8')
const newKey = (name: string, ...type: readonly string[]) => run('ssh-keygen', ['-q', '-N', '', '-C', '', '-f', file(name), ...type])

/** A certificate of the key in that file. */
async function signed(name: string, authority: string, ...options: readonly string[]): Promise<string> {
  await run('ssh-keygen', ['-q', '-s', file(authority), '-I', 'test', ...options, file(`${name}.pub`)])
  return read(`${name}-cert.pub`)
}

/** A server that takes certificates of one authority, and shows that one for its own key. */
async function startWith(hostOptions: readonly string[]): Promise<SshServer> {
  const name = `host-${hostOptions.join('-').replaceAll(/[^a-z0-9]/gi, '-')}`
  await newKey(name, '-t', 'ed25519')
  await signed(name, 'host-ca', '-h', ...hostOptions)
  return lab.start({
    hostKey: read(name),
    settings: [`TrustedUserCAKeys ${file('user-ca.pub')}`, `HostCertificate ${file(`${name}-cert.pub`)}`],
  })
}

beforeAll(async () => {
  if (lab.program === undefined) return
  folder = mkdtempSync(join(tmpdir(), 'causeway-ssh-ca-'))
  chmodSync(folder, 0o711)
  for (const name of ['user-ca', 'host-ca', 'other-ca', 'user', 'other']) await newKey(name, '-t', 'ed25519')
  userKey = read('user')
  bastion = await startWith(['-n', '127.0.0.1,bastion.example.org'])
})
afterEach(lab.tidy)
afterAll(async () => {
  await bastion?.stop()
  if (folder !== '') rmSync(folder, { recursive: true, force: true })
})

const withCertificate = (certificate: string, more: object = {}) => sshSpecOf(bastion, { private_key: userKey, certificate, ...more })
const byAuthority = (more: object = {}) => ({ host_keys: undefined, host_authorities: [read('host-ca.pub')], ...more })

describe.skipIf(lab.program === undefined)('certificates of the ssh attachment', () => {
  it('logs in with a certificate of its key, at a jump host as well', async () => {
    const certificate = await signed('user', 'user-ca', '-n', bastion.user)
    const jump = await startWith(['-n', 'jump'])
    lab.cleanUp.push(() => jump.stop())
    const port = await lab.serving((socket) => void socket.pipe(socket))
    const { host, port: jumpPort, user } = jump
    const hop = { host, port: jumpPort, user, host_authorities: [read('host-ca.pub')], host_principal: 'jump' }
    const link = lab.linkTo(withCertificate(certificate, byAuthority({ jump_hosts: [hop] })))
    expect(await text((await lab.opened(link, port)).end('far'))).toBe('far')
    expect(await jump.log()).toMatch(/Accepted publickey.*ED25519-CERT/)
    const wrong = lab.listenTo(lab.linkTo(withCertificate(certificate, byAuthority({ jump_hosts: [{ ...hop, host_principal: 'else' }] }))))
    await expect.poll(() => wrong[0]).toBe('SSH_HOST_CERTIFICATE_NAME')
  })

  it.each<[string, string, readonly string[], string, RegExp]>([
    ['that has expired', 'user-ca', ['-V', '-2h:-1h'], 'SSH_CERTIFICATE_EXPIRED', /it has expired at 20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ$/],
    ['that holds later', 'user-ca', ['-V', '+1h:+2h'], 'SSH_CERTIFICATE_EARLY', /it holds from 20\d\d-\d\d-\d\dT\S+Z on only$/],
    ['for somebody else', 'user-ca', ['-n', 'a,b'], 'SSH_CERTIFICATE_USER', /it is made out to "a" and "b", and not to "\S+"$/],
    ['for nobody', 'user-ca', ['-z', '1'], 'SSH_CERTIFICATE_USER', /it names no user$/],
    ['of another authority', 'other-ca', [], 'SSH_CERTIFICATE_DENIED', /^\S+ does not take the certificate .* SHA256:\S+ has signed/],
  ])('does not come up with a certificate %s, and says so', async (_, authority, options, code, words) => {
    const names = options.includes('-n') || options.includes('-z') ? [] : ['-n', bastion.user]
    const link = lab.linkTo(withCertificate(await signed('user', authority, ...names, ...options)))
    const told = lab.listenTo(link)
    await expect.poll(() => told[0]).toBe(code)
    expect(await lab.codeOf(lab.opened(link, 1))).toMatch(words)
  })

  it('takes a host by a certificate for its name, or for the one that is given', async () => {
    const certificate = await signed('user', 'user-ca', '-n', bastion.user)
    for (const more of [{}, { host_principal: 'bastion.example.org' }, { host_keys: [read('other.pub')] }]) {
      const told = lab.listenTo(lab.linkTo(withCertificate(certificate, byAuthority(more))))
      await expect.poll(() => told[0]).toBe('up')
    }
  })

  it('takes no host certificate of another authority, for another name, or at another time', async () => {
    const certificate = await signed('user', 'user-ca', '-n', bastion.user)
    const old = await startWith(['-n', '127.0.0.1', '-V', '-2h:-1h'])
    lab.cleanUp.push(() => old.stop())
    const cases: readonly [object, string, RegExp][] = [
      [{ host_authorities: [read('other-ca.pub')] }, 'SSH_HOST_KEY', /neither a host key that is pinned nor a certificate of an authority/],
      [{ host_principal: 'elsewhere' }, 'SSH_HOST_CERTIFICATE_NAME', /a host certificate that is not made out to "elsewhere"$/],
      [{ port: old.port }, 'SSH_HOST_CERTIFICATE_TIME', /a host certificate that holds no more, or not yet$/],
      // A certificate of it is taken, and its own key is none of a host.
      [{ host_keys: [read('host-ca.pub')], host_authorities: undefined }, 'SSH_HOST_KEY', /another host key than those that are pinned$/],
    ]
    for (const [more, code, words] of cases) {
      const link = lab.linkTo(withCertificate(certificate, byAuthority(more)))
      const told = lab.listenTo(link)
      await expect.poll(() => told[0]).toBe(code)
      expect(await lab.codeOf(lab.opened(link, 1))).toMatch(words)
    }
  })

  it('is set with a certificate of its own key only, and of a user', async () => {
    const certificate = await signed('user', 'user-ca', '-n', 'a')
    const spec = withCertificate(`${certificate.trim()} a comment`)
    const shown = showAttachment(attachmentOf(spec))
    expect(shown['certificate']).toBe(certificate.trim().split(' ').slice(0, 2).join(' '))
    // As it is sent back, and the key stays.
    expect(showAttachment(attachmentOf(shown))).toEqual(shown)
    const other = await signed('other', 'user-ca', '-n', 'a')
    const refused = (change: object) => expect(() => attachmentOf({ ...spec, ...change }))
    refused({ certificate: other }).toThrow(/is one of the key SHA256:\S+, and the attachment has "SHA256:/)
    refused({ certificate: await signed('user', 'user-ca', '-h', '-n', 'a') }).toThrow(/is one of a host/)
    refused({ certificate: read('user.pub') }).toThrow(/is not a certificate of OpenSSH/)
    refused({ certificate: `${certificate.trim()}\nProxyCommand id` }).toThrow(/is not a certificate of OpenSSH/)
    refused({ host_keys: undefined }).toThrow(/Nothing is pinned for 127.0.0.1/)
    refused({ host_principal: 'a' }).toThrow(/no authority is pinned/)
    refused({ host_authorities: [`@cert-authority * ${read('host-ca.pub')}`] }).toThrow(/is not the public key of an authority/)
    refused({ host_authorities: [read('host-ca.pub')], host_principal: 'a b' }).toThrow(/is not a name for which/)
  })

  it('goes on with what is open when its certificate is renewed, and with nothing when its key is', async () => {
    const spec = attachmentOf(withCertificate(await signed('user', 'user-ca', '-n', 'a')))
    const renewed = attachmentOf(withCertificate(await signed('user', 'user-ca', '-n', 'a', '-V', '+1h')))
    expect(takesAway(spec, renewed)).toBe(false)
    expect(takesAway(spec, attachmentOf(sshSpecOf(bastion, { private_key: userKey })))).toBe(true)
    expect(takesAway(spec, attachmentOf(sshSpecOf(bastion, { private_key: read('other') })))).toBe(true)
  })

  it.each([
    ['rsa', '-b', '2048'],
    ['ecdsa', '-b', '384'],
    ['ed25519', '-a', '1'],
  ])('reads a certificate of a key of %s as ssh-keygen does', async (type, ...more) => {
    const name = `read-${type}`
    await newKey(name, '-t', type, ...more)
    const line = await signed(name, 'user-ca', '-n', 'a,b', '-V', '20300101000000Z:20310101000000Z')
    const { stdout } = await run('ssh-keygen', ['-l', '-f', file(`${name}.pub`)])
    const authority = await run('ssh-keygen', ['-l', '-f', file('user-ca.pub')])
    expect(readCertificate(line)).toMatchObject({
      of: 'user',
      fingerprint: stdout.split(' ')[1],
      authority: authority.stdout.split(' ')[1],
      principals: ['a', 'b'],
      valid: { from: BigInt(Date.UTC(2030, 0) / 1000), to: BigInt(Date.UTC(2031, 0) / 1000) },
    })
    const [kind = '', base64 = ''] = line.split(' ')
    const bytes = Buffer.from(base64, 'base64')
    for (let end = 0; end < bytes.length; end += 7)
      expect(readCertificate(`${kind} ${bytes.subarray(0, end).toString('base64')}`)).toBeUndefined()
  })
})
