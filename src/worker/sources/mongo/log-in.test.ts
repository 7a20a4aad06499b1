import { serialize } from 'bson'
import { expect, test } from 'vitest'
import { makeCertificate } from '../../fixtures/certificate.ts'
import { TestWorker } from '../../fixtures/test-worker.ts'
import { commandServer } from './fixtures/command-server.ts'
import { logInServer } from './fixtures/log-in-server.ts'

const USER = { user: 'ada', password: 'pen, cil=7', authSource: 'people' }
const certificate = makeCertificate('mongo1')

async function read(port: number, options: string, password = USER.password, own?: string) {
  const worker = await TestWorker.start({
    addresses: { 'mongo1:27017': { host: '127.0.0.1', port } },
    credentials: {
      a1: {
        userName: USER.user,
        password,
        ...(own === undefined ? {} : { authority: { location: 'obs://keys/ca.pem', certificates: own } }),
      },
    },
  })
  try {
    await worker.run(`CREATE TABLE x (_id STRING) USING MONGO OPTIONS ('url'='mongo1/shop.x?authSource=people'${options})`)
    return await worker.start('SELECT * FROM x').ended
  } finally {
    await worker.end()
  }
}
const WITH = ", 'passwdauth'='a1', 'encryption'='true'"

test.each(['SCRAM-SHA-256', 'SCRAM-SHA-1'] as const)('logs in by %s, where the server has it for the user', async (mechanism) => {
  await using server = await logInServer({ ...USER, mechanism })
  expect(await read(server.port, WITH)).toMatchObject({ kind: 'job-finished', result: { rowsJson: ['["the one"]'] } })
  expect(server.mechanisms).toEqual([mechanism])
})

test('a wrong password, and none, are told as such', async () => {
  await using server = await logInServer({ ...USER, mechanism: 'SCRAM-SHA-256' })
  expect(await read(server.port, WITH, 'other')).toMatchObject({
    kind: 'job-failed',
    error: { kind: 'remote-failure', message: 'mongo1:27017/shop: Authentication failed.', hint: expect.stringContaining('authSource') },
  })
  expect(await read(server.port, '')).toMatchObject({ kind: 'job-failed', error: { hint: expect.stringContaining('passwdauth') } })
  expect(server.mechanisms).toEqual([])
})

test('a server that does not know the password is not believed', async () => {
  await using server = await logInServer({ ...USER, mechanism: 'SCRAM-SHA-256', isImpostor: true })
  expect(await read(server.port, WITH)).toMatchObject({
    kind: 'job-failed',
    error: { message: expect.stringContaining('could not prove') },
  })
})

test('a server that would have the password itself is proven it all the same', async () => {
  const mechanisms: unknown[] = []
  let received = ''
  await using server = await commandServer(() => (command) => {
    received += Buffer.from(serialize(command)).toString('latin1')
    if (!('saslStart' in command)) return serialize({ ok: 1, saslSupportedMechs: ['PLAIN'] })
    mechanisms.push(command['mechanism'])
    return serialize({ ok: 0, code: 18, errmsg: 'PLAIN alone' })
  })
  expect(await read(server.port, WITH)).toMatchObject({ kind: 'job-failed', error: { kind: 'remote-failure' } })
  expect(mechanisms).toEqual(['SCRAM-SHA-1'])
  expect(received).toContain('n=ada,r=')
  expect(received).not.toContain(USER.password)
})

test.skipIf(certificate === undefined)('over TLS, with and without a look at the certificate', async () => {
  const { key = '', certificate: cert = '' } = certificate ?? {}
  await using server = await logInServer({ ...USER, mechanism: 'SCRAM-SHA-256', tls: { key, cert } })
  expect(await read(server.port, `${WITH}, 'sslMode'='REQUIRED'`)).toMatchObject({ kind: 'job-finished' })
  expect(await read(server.port, `${WITH}, 'ssl'='true'`, USER.password, cert)).toMatchObject({ kind: 'job-finished' })
  expect(await read(server.port, `${WITH}, 'ssl'='true'`)).toMatchObject({
    kind: 'job-failed',
    error: { hint: expect.stringContaining('sslMode') },
  })
  expect(await read(server.port, `${WITH}, 'timeout'='300'`)).toMatchObject({ kind: 'job-failed', error: { kind: 'remote-failure' } })
})
