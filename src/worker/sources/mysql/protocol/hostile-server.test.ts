import { constants, generateKeyPairSync, privateDecrypt } from 'node:crypto'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { Connection } from './connection.ts'
import { signWithPassword } from './ed25519.ts'
import { type LogInRequest, logIn } from './log-in.ts'
import { PacketChannel } from './packet-channel.ts'

/** A server's side of the protocol, packet by packet: what no real server can be made to do. */
const open: Socket[] = []
afterEach(() => {
  for (const socket of open.splice(0)) socket.destroy()
})

const NONCE = Buffer.from('abcdefghijklmnopqrst')
const OK = Buffer.from([0, 0, 0, 2, 0, 0, 0])
const EOF = Buffer.from([0xfe, 0, 0, 2, 0])
const text = (value: string): Buffer => Buffer.concat([Buffer.from([value.length]), Buffer.from(value)])

const greeting = (plugin: string, capabilities = 0xffff_f7ff): Buffer => {
  const flags = Buffer.alloc(4)
  flags.writeUInt32LE(capabilities >>> 0)
  return Buffer.concat([
    Buffer.from([10]),
    Buffer.from('8.0.0\0'),
    Buffer.from([1, 0, 0, 0]),
    NONCE.subarray(0, 8),
    Buffer.from([0]),
    flags.subarray(0, 2),
    Buffer.from([45, 2, 0]),
    flags.subarray(2),
    Buffer.from([21]),
    Buffer.alloc(10),
    NONCE.subarray(8),
    Buffer.from(`\0${plugin}\0`),
  ])
}

const column = (name: string, type: number): Buffer =>
  Buffer.concat([...['def', '', '', '', name, name].map(text), Buffer.from([12, 45, 0, 80, 0, 0, 0, type, 0, 0, 0, 0, 0])])

/** A client's socket, as the broker hands it over, and the server's end of it. */
async function pair(): Promise<{ readonly socket: Socket; readonly server: PacketChannel; readonly raw: Socket }> {
  const listener = createServer()
  listener.listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const accepted = once(listener, 'connection')
  const socket = connect((listener.address() as AddressInfo).port, '127.0.0.1')
  socket.pause()
  const [raw] = (await accepted) as [Socket]
  listener.close()
  open.push(socket, raw)
  return { socket, server: new PacketChannel(raw), raw }
}

const request = (with_: Partial<LogInRequest> = {}): LogInRequest => ({
  host: 'db',
  place: 'db:3306',
  user: 'app',
  password: 'the-secret',
  database: undefined,
  encryption: { kind: 'if-offered', check: 'nothing' },
  certificateHint: '',
  allowPublicKeyRetrieval: false,
  ...with_,
})

/** Everything that a server was sent, as one text. */
async function refusedLogIn(
  steps: readonly Buffer[],
  with_: Partial<LogInRequest> = {},
): Promise<{ readonly error: unknown; readonly sent: string }> {
  const { socket, server } = await pair()
  const error = logIn(socket, request(with_)).then(
    () => undefined,
    (reason: unknown) => reason,
  )
  let sent = ''
  server.send([steps[0] ?? Buffer.alloc(0)])
  for (const step of steps.slice(1)) {
    sent += (await server.readPacket()).toString('latin1')
    server.reply(step)
  }
  return { error: await error, sent }
}

test.each([
  ['with a NUL behind it', Buffer.from([0])],
  ['with nothing behind it', Buffer.alloc(0)],
])('a nonce of ed25519 that ends with a byte 0, %s, is signed whole', async (_name, end) => {
  const { socket, server } = await pair()
  const nonce = Buffer.concat([Buffer.alloc(31, 7), Buffer.from([0])])
  const done = logIn(socket, request())
  server.send([greeting('mysql_native_password')])
  await server.readPacket()
  server.reply(Buffer.concat([Buffer.from([0xfe]), Buffer.from('client_ed25519\0'), nonce, end]))
  const signature = await server.readPacket()
  expect(signature.equals(signWithPassword(Buffer.from('the-secret'), nonce))).toBe(true)
  server.reply(OK)
  await done
})

test('caching_sha2_password: a proof that is known, and a whole password only for a key that the user has allowed', async () => {
  const known = await pair()
  const done = logIn(known.socket, request())
  known.server.send([greeting('caching_sha2_password')])
  const answer = await known.server.readPacket()
  expect(answer.toString('latin1')).not.toContain('the-secret')
  known.server.reply(Buffer.from([1, 3]))
  known.server.reply(OK)
  expect((await done).connectionId).toBe(1)

  const refused = await refusedLogIn([greeting('caching_sha2_password'), Buffer.from([1, 4])])
  expect(refused.error).toMatchObject({
    message: expect.stringContaining('was not sent'),
    hint: expect.stringContaining('allowPublicKeyRetrieval'),
  })
  expect(refused.sent).not.toContain('the-secret')

  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const { socket, server } = await pair()
  const allowed = logIn(socket, request({ allowPublicKeyRetrieval: true }))
  server.send([greeting('caching_sha2_password')])
  await server.readPacket()
  server.reply(Buffer.from([1, 4]))
  expect(await server.readPacket()).toEqual(Buffer.from([2]))
  server.reply(Buffer.concat([Buffer.from([1]), Buffer.from(publicKey.export({ type: 'spki', format: 'pem' }))]))
  const encrypted = privateDecrypt({ key: privateKey, padding: constants.RSA_PKCS1_OAEP_PADDING }, await server.readPacket())
  expect(encrypted.map((byte, index) => byte ^ (NONCE[index % 20] ?? 0)).toString()).toBe('the-secret\0')
  server.reply(OK)
  await allowed
})

test.each([
  [
    'mysql_clear_password, as the server’s own',
    [greeting('mysql_clear_password'), Buffer.from('\xfemysql_clear_password\0', 'latin1')],
    'was not sent',
  ],
  [
    'mysql_clear_password, asked for later',
    [greeting('mysql_native_password'), Buffer.from('\xfemysql_clear_password\0', 'latin1')],
    'was not sent',
  ],
  ['the hash of servers before 4.1', [greeting('mysql_native_password'), Buffer.from([0xfe])], 'mysql_old_password'],
  [
    'a plugin that nobody knows',
    [greeting('mysql_native_password'), Buffer.from('\xfeauth_gssapi_client\0x', 'latin1')],
    'auth_gssapi_client',
  ],
  ['a plugin whose name is no name', [greeting('mysql_native_password'), Buffer.from('\xfe<b>\n\0x', 'latin1')], 'one without a name'],
  ['a log-in that goes on and on', [greeting('mysql_native_password'), Buffer.from([1, 3])], 'no MySQL protocol'],
  ['a greeting of another version', [Buffer.from([9, 0])], 'no MySQL protocol'],
  ['a greeting that is too short', [Buffer.from([10, 65])], 'no MySQL protocol'],
  ['HTTP', [Buffer.from('HTTP/1.1 400 Bad Request\r\n')], 'no MySQL protocol'],
])('%s is refused, and the password not told', async (_name, steps, words) => {
  const { error, sent } = await refusedLogIn(steps)
  expect(error).toMatchObject({ message: expect.stringContaining(words) })
  expect(sent).not.toContain('the-secret')
})

test('encryption that is asked for and not offered, and bytes before it begins', async () => {
  const { error } = await refusedLogIn([greeting('mysql_native_password')], { encryption: { kind: 'always', check: 'nothing' } })
  expect(error).toMatchObject({ message: expect.stringContaining('does not offer encryption') })
  const { socket, server, raw } = await pair()
  const injected = logIn(socket, request())
  server.send([greeting('mysql_native_password', 0xffff_ffff)])
  raw.write(Buffer.from([1, 0, 0, 2, 0]))
  await expect(injected).rejects.toThrow()
})

async function connected(): Promise<{ readonly connection: Connection; readonly server: PacketChannel; readonly raw: Socket }> {
  const { socket, server, raw } = await pair()
  return { connection: new Connection(new PacketChannel(socket)), server, raw }
}

test('a server that asks for a file of ours gets none', async () => {
  const { connection, server } = await connected()
  const asked = connection.query('SELECT 1')
  await server.readPacket()
  server.reply(Buffer.from('\xfb/etc/passwd', 'latin1'))
  await expect(asked).rejects.toMatchObject({ message: expect.stringContaining('asked for a file') })
})

test.each([
  ['columns without end', [Buffer.from([1]), column('a', 3), OK]],
  ['more columns than any table', [Buffer.from([0xfc, 0xff, 0xff])]],
  ['a column that is none', [Buffer.from([1]), Buffer.from([3, 1])]],
  ['a field that is longer than its row', [Buffer.from([1]), column('a', 3), EOF, Buffer.from([5, 49])]],
  ['no rows where some are asked for', [OK]],
])('%s: an error, and no more', async (_name, packets) => {
  const { connection, server } = await connected()
  const asked = connection.query('SELECT a FROM t')
  await server.readPacket()
  for (const packet of packets) server.reply(packet)
  await expect(asked).rejects.toMatchObject({ name: 'NotProtocolError' })
})

test('a packet that claims to be larger than any that was asked for', async () => {
  const { connection, server, raw } = await connected()
  const asked = connection.query('SELECT a FROM t')
  await server.readPacket()
  raw.write(Buffer.from([0xff, 0xff, 0xff, 1]))
  await expect(asked).rejects.toMatchObject({ name: 'NotProtocolError' })
})

test('rows are handed on in whatever pieces they come, up to the packet that ends them; an error among them is one', async () => {
  const rows = Array.from({ length: 50 }, (_, i) => text(`row ${i}`))
  for (const [last, isError] of [
    [EOF, false],
    [Buffer.from('\xff\x69\x04#HY000stopped', 'latin1'), true],
  ] as const) {
    for (const size of [1, 3, 7, 1000]) {
      const { connection, server, raw } = await connected()
      const got: Buffer[] = []
      const read = connection.streamRows('SELECT a FROM t', async (bytes) => {
        got.push(bytes)
        return true
      })
      read.catch(() => undefined)
      await server.readPacket()
      for (const packet of [Buffer.from([1]), column('a', 253), EOF]) server.reply(packet)
      const stream = Buffer.concat([...rows, last].map((row, i) => Buffer.concat([Buffer.from([row.length, 0, 0, i + 5]), row])))
      raw.setNoDelay(true)
      for (let at = 0; at < stream.length; at += size) {
        raw.write(stream.subarray(at, at + size))
        await new Promise(setImmediate)
      }
      if (isError) await expect(read).rejects.toMatchObject({ name: 'ServerError', code: 1129, message: 'stopped' })
      else {
        expect(await read).toBe(true)
        expect(Buffer.concat(got)).toEqual(stream)
      }
    }
  }
})

test('a connection that ends in the middle of the rows is an error', async () => {
  const { connection, server, raw } = await connected()
  const read = connection.streamRows('SELECT a FROM t', async () => true)
  await server.readPacket()
  for (const packet of [Buffer.from([1]), column('a', 253), EOF, text('one')]) server.reply(packet)
  raw.end()
  await expect(read).rejects.toThrow('closed the connection')
})
