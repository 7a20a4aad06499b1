import { type AddressInfo, createServer } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { TableSource } from '../../../protocol/table-definition.ts'
import { TestWorker } from '../../fixtures/test-worker.ts'

const PASSWORD = 'never-to-be-read'
const BASIC = Buffer.from(`ada:${PASSWORD}`).toString('base64')
const CONTROLS = { line: 'p\r\nFLUSHALL', nul: 'p\0q', tab: 'p\tq' }

/** Keeps what it is told, and lets nobody in. */
async function listener() {
  let received = ''
  let connections = 0
  const server = createServer((socket) => {
    connections += 1
    socket.on('error', () => undefined)
    socket.on('data', (bytes) => {
      received += bytes.toString('latin1')
      socket.end(bytes[0] === 0x2a ? '-WRONGPASS no\r\n' : 'HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n')
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return {
    port: (server.address() as AddressInfo).port,
    received: () => received,
    connections: () => connections,
    close: () => new Promise((done) => server.close(done)),
  }
}

interface Place {
  readonly port: number
  readonly create: (auth: string, more: string) => string
  /** A table of before there was the option. */
  readonly source: TableSource
  readonly tls: string
  /** As it stands on the way. */
  readonly secret: string
}

const PLACES: Readonly<Record<string, Place>> = {
  redis: {
    port: 6379,
    create: (auth, more) =>
      `CREATE TABLE t (a STRING) USING REDIS OPTIONS ('host'='there', 'port'='6379', 'table'='person', 'passwdauth'='${auth}'${more})`,
    source: { kind: 'redis', host: 'there', port: 6379, authName: 'a1', options: { table: 'person' } },
    tls: "'ssl'='true'",
    secret: PASSWORD,
  },
  css: {
    port: 9200,
    create: (auth, more) =>
      `CREATE TABLE t (a STRING) USING CSS OPTIONS ('es.nodes'='there:9200', 'resource'='x', 'es.certificate.name'='${auth}'${more})`,
    source: { kind: 'css', nodes: [{ host: 'there', port: 9200 }], authName: 'a1', options: { resource: 'x' } },
    tls: "'ssl'='true'",
    secret: BASIC,
  },
  clickhouse: {
    port: 8123,
    // The table is looked at when it is made.
    create: (auth, more) =>
      `CREATE TABLE t USING JDBC OPTIONS ('url'='jdbc:clickhouse://there:8123/shop', 'dbtable'='x', 'passwdauth'='${auth}'${more})`,
    source: { kind: 'jdbc', url: 'jdbc:clickhouse://there:8123/shop', dbtable: 'x', authName: 'a1', options: {} },
    tls: 'ssl=true in the JDBC URL',
    secret: BASIC,
  },
}
const ALLOWED = ", 'allowUnencryptedLogin'='true'"

describe.each(Object.entries(PLACES))('a table of %s without encryption', (kind, { port, create, source, tls, secret }) => {
  let server: Awaited<ReturnType<typeof listener>>
  let worker: TestWorker

  beforeAll(async () => {
    server = await listener()
    worker = await TestWorker.start({
      addresses: { [`there:${port}`]: { host: '127.0.0.1', port: server.port } },
      credentials: {
        a1: { userName: 'ada', password: PASSWORD },
        colon: { userName: 'ada:x', password: 'y' },
        ...Object.fromEntries(Object.entries(CONTROLS).map(([name, password]) => [name, { userName: 'ada', password }])),
      },
    })
  })
  afterAll(async () => {
    await worker?.end()
    await server?.close()
  })

  /** How a reading of the table fails, or what it has when it is made. */
  async function failure(statement: string) {
    if (kind === 'clickhouse') return (await worker.fail(statement)).error
    await worker.run(statement)
    const { error } = await worker.fail('SELECT * FROM t')
    await worker.run('DROP TABLE t')
    return error
  }
  const refused = {
    kind: 'invalid-parameter',
    message: expect.stringMatching(/there:\d+ .*it was not sent/),
    hint: expect.stringContaining(tls),
  }

  test('is not made, and nobody is dialled', async () => {
    const { error } = await worker.fail(create('a1', ''))
    expect(error).toMatchObject(refused)
    expect(error.hint).toContain("'allowUnencryptedLogin'='true'")
    expect((await worker.fail(create('a1', ", 'allowUnencryptedLogin'='false'"))).error).toMatchObject(refused)
    expect(server.connections()).toBe(0)
  })

  test('that was made before that was asked for sends no password either', async () => {
    worker.tables.set('default.t', { database: 'default', name: 't', columns: [{ name: 'a', type: 'string' }], source })
    expect((await worker.fail('SELECT * FROM t')).error).toMatchObject(refused)
    expect(server.connections()).toBe(0)
    await worker.run('DROP TABLE t')
  })

  test.each(Object.keys(CONTROLS))('sends no password with a control character: %s', async (auth) => {
    expect(await failure(create(auth, ALLOWED))).toMatchObject({
      kind: 'invalid-parameter',
      message: 'The password of the datasource authentication holds a control character',
    })
    expect(server.received()).toBe('')
  })

  test.each(kind === 'redis' ? [] : ['colon'])('sends no user name that HTTP would end at its %s', async (auth) => {
    const error = await failure(create(auth, ALLOWED))
    expect(error).toMatchObject({ kind: 'not-supported', message: expect.stringContaining('colon') })
    expect(server.received()).toBe('')
  })

  test('sends the password where the table says so', async () => {
    expect((await failure(create('a1', ALLOWED))).message).not.toContain('it was not sent')
    expect(server.received()).toContain(secret)
  })
})
