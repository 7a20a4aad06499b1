import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer, getCACertificates, setDefaultCACertificates } from 'node:tls'
import { afterEach, describe, expect, test } from 'vitest'
import { destroyConnection } from '../../../base/sockets/tls-over.ts'
import { makeCertificate } from '../../fixtures/certificate.ts'
import { type CertificateCheck, wrapInTls } from './tls.ts'

const servers: Server[] = []
const sockets: Socket[] = []
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy()
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve))
})

async function socketTo(server: Server): Promise<Socket> {
  servers.push(server.listen(0, '127.0.0.1'))
  server.on('connection', (socket: Socket) => {
    sockets.push(socket)
    socket.on('error', () => undefined)
  })
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const socket = connect(port, '127.0.0.1')
  sockets.push(socket)
  await once(socket, 'connect')
  return socket
}

const request = (check: CertificateCheck, host = 'pg1') => ({ host, check, place: 'pg1:5432/d', certificateHint: 'Check less' })

describe('a server that does not go on in TLS', () => {
  test('closes', async () => {
    const socket = await socketTo(createServer((one) => one.once('data', () => one.destroy())))
    await expect(wrapInTls(socket, request('nothing'))).rejects.toMatchObject({
      kind: 'remote-failure',
      message: 'pg1:5432/d closed the connection while encryption was being agreed on',
    })
  })

  test('says something else', async () => {
    const socket = await socketTo(createServer((one) => one.once('data', () => one.write('500 what do you mean?\r\n'))))
    await expect(wrapInTls(socket, request('nothing'))).rejects.toMatchObject({
      kind: 'remote-failure',
      message: 'pg1:5432/d and Causeway found no encryption that both have',
    })
  })

  test('says nothing, until whoever waits has waited long enough: the reason is theirs', async () => {
    const socket = await socketTo(createServer((one) => one.once('data', () => socket.destroy(new Error('timeout expired')))))
    await expect(wrapInTls(socket, request('nothing'))).rejects.toThrow('timeout expired')
  })

  test('says nothing, until the job is stopped', async () => {
    const socket = await socketTo(createServer((one) => one.once('data', () => socket.destroy())))
    await expect(wrapInTls(socket, request('nothing'))).rejects.toMatchObject({ kind: 'remote-failure' })
  })
})

const pair = makeCertificate('pg1')

describe.skipIf(pair === undefined)('a server with a certificate', () => {
  const server = () =>
    createTlsServer({ key: pair?.key ?? '', cert: pair?.certificate ?? '' }, (socket) => {
      sockets.push(socket)
      socket.on('error', () => undefined)
      socket.pipe(socket)
    })

  const echoed = async (check: CertificateCheck, host?: string): Promise<string> => {
    const secure = await wrapInTls(await socketTo(server()), request(check, host))
    sockets.push(secure)
    secure.write('hello')
    return String(await once(secure, 'data'))
  }

  test('is left as soon as the handshake has ended, again and again, with and without a reason: the socket destroyed before TLS ended the process', async () => {
    for (let round = 0; round < 20; round += 1) {
      const socket = await socketTo(server())
      const secure = await wrapInTls(socket, request('nothing'))
      const closed = new Promise((resolve) => secure.once('close', resolve))
      const reason = round % 2 === 0 ? undefined : new Error('timeout expired')
      const told = reason === undefined ? undefined : once(secure, 'error')
      destroyConnection(socket, reason)
      expect([socket.destroyed, secure.destroyed]).toEqual([true, true])
      if (told !== undefined) expect(await told).toEqual([reason])
      await closed
    }
  })

  test('that nobody has signed: bytes go through where nothing is checked, and the fault is told in words where it is', async () => {
    expect(await echoed('nothing')).toBe('hello')
    for (const check of ['signer', 'signer-and-names'] as const) {
      await expect(echoed(check)).rejects.toMatchObject({
        kind: 'remote-failure',
        message: 'The certificate of pg1:5432/d is not trusted: it has signed itself',
        hint: 'Check less',
      })
    }
  })

  test('that is trusted: its names count only where they are checked', async () => {
    const before = getCACertificates('default')
    setDefaultCACertificates([pair?.certificate ?? ''])
    try {
      expect(await echoed('signer-and-names', 'pg1')).toBe('hello')
      expect(await echoed('signer', 'pg2')).toBe('hello')
      for (const host of ['pg2', '127.0.0.1', '::1']) {
        await expect(echoed('signer-and-names', host)).rejects.toMatchObject({
          message: `The certificate of pg1:5432/d is not trusted: it is for other names than ${host}`,
        })
      }
    } finally {
      setDefaultCACertificates(before)
    }
  })
})
