import { Duplex } from 'node:stream'
import { MECHANISMS, StandInLogIn } from './stand-in-log-in.ts'

const SSL_REQUEST = 80_877_103
const TEXT = 25
const INT4 = 23
const OID = 26
const BOOL = 16
/** What the driver's look at a table asks for, and a table with the columns id int, name text. */
const TABLE_FIELDS: readonly (readonly [name: string, type: number])[] = [
  ['table_schema', TEXT],
  ['table_name', TEXT],
  ['name', TEXT],
  ['type_id', OID],
  ['modifier', INT4],
  ['collation_id', OID],
  ['type_name', TEXT],
  ['generated', BOOL],
]
const TABLE_ROWS: readonly (readonly string[])[] = [
  ['public', 't', 'id', String(INT4), '-1', '0', 'integer', 'f'],
  ['public', 't', 'name', String(TEXT), '-1', '100', 'text', 'f'],
]

/**
 * The server's end of a PostgreSQL connection, as far as one rehearsal of reading a table needs it: no TLS, a log-in by SCRAM, a table of one row (1, 'x').
 * It has the few methods of a socket that the driver calls.
 */
export class StandInPostgres extends Duplex {
  #rest = Buffer.alloc(0)
  #started = false
  readonly #logIn: StandInLogIn
  #isAsked = false

  constructor(password: string) {
    super({ allowHalfOpen: false })
    this.#logIn = new StandInLogIn(password)
  }

  setNoDelay(): this {
    return this
  }

  setKeepAlive(): this {
    return this
  }

  override _read(): void {
    // What there is to say is pushed when it is asked for.
  }

  override _write(bytes: Buffer, _encoding: string, done: () => void): void {
    this.#rest = Buffer.concat([this.#rest, bytes])
    while (this.#takeMessage());
    done()
  }

  /** False: the next message is not whole yet. */
  #takeMessage(): boolean {
    const typeBytes = this.#started ? 1 : 0
    if (this.#rest.length < typeBytes + 4) return false
    const end = typeBytes + this.#rest.readInt32BE(typeBytes)
    if (this.#rest.length < end) return false
    const message = this.#rest.subarray(0, end)
    this.#rest = this.#rest.subarray(end)
    if (this.#started) this.#answer(String.fromCharCode(message[0] ?? 0), message.subarray(5))
    else this.#answerStart(message.readInt32BE(4))
    return true
  }

  #answerStart(code: number): void {
    if (code === SSL_REQUEST) {
      this.push('N')
      return
    }
    this.#started = true
    this.push(message('R', int32(10), Buffer.from(MECHANISMS)))
  }

  /** Behind the name of the mechanism, and a length, in the first of the two. */
  #answerLogIn(body: Buffer): void {
    if (this.#isAsked) {
      this.push(Buffer.concat([message('R', int32(12), Buffer.from(this.#logIn.last(body.toString()))), LOGGED_IN]))
      return
    }
    this.#isAsked = true
    const first = body.subarray(body.indexOf(0) + 5).toString()
    this.push(message('R', int32(11), Buffer.from(this.#logIn.first(first))))
  }

  #answer(kind: string, body: Buffer): void {
    if (kind === 'X') this.push(null)
    if (kind === 'p') this.#answerLogIn(body)
    // The table is looked up with a prepared statement, its rows are copied with a simple one.
    if (kind === 'S') this.push(TABLE_ANSWER)
    if (kind === 'Q') this.push(COPY_ANSWER)
  }
}

const int16 = (value: number): Buffer => {
  const bytes = Buffer.alloc(2)
  bytes.writeInt16BE(value)
  return bytes
}

const int32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(value)
  return bytes
}

const text = (value: string): Buffer => Buffer.from(`${value}\0`)

const message = (kind: string, ...parts: readonly Buffer[]): Buffer => {
  const length = parts.reduce((sum, part) => sum + part.length, 4)
  return Buffer.concat([Buffer.from(kind), int32(length), ...parts])
}

/** A value behind its length, as rows have it. */
const value = (bytes: Buffer): Buffer => Buffer.concat([int32(bytes.length), bytes])

const READY = message('Z', Buffer.from('I'))

const LOGGED_IN = Buffer.concat([
  message('R', int32(0)),
  message('S', text('client_encoding'), text('UTF8')),
  message('S', text('server_version'), text('18.0')),
  message('K', int32(1), int32(1)),
  READY,
])

const TABLE_ANSWER = Buffer.concat([
  message('1'),
  message('2'),
  message(
    'T',
    int16(TABLE_FIELDS.length),
    ...TABLE_FIELDS.map(([name, type]) => Buffer.concat([text(name), int32(0), int16(0), int32(type), int16(-1), int32(-1), int16(0)])),
  ),
  ...TABLE_ROWS.map((row) => message('D', int16(row.length), ...row.map((cell) => value(Buffer.from(cell))))),
  message('C', text(`SELECT ${TABLE_ROWS.length}`)),
  READY,
])

const COPY_ANSWER = Buffer.concat([
  message('H', Buffer.from([1]), int16(2), int16(1), int16(1)),
  message('d', Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1'), int32(0), int32(0)),
  message('d', int16(2), value(int32(1)), value(Buffer.from('x'))),
  message('d', int16(-1)),
  message('c'),
  message('C', text('COPY 1')),
  READY,
])
