import { CausewayError } from '../../../../base/errors.ts'
import { type ColumnDefinition, readColumnDefinition } from './column-definition.ts'
import { NotProtocolError } from './not-protocol-error.ts'
import type { PacketChannel } from './packet-channel.ts'
import { PacketCursor } from './packet-cursor.ts'
import { END, END_BYTES_MAX, RowBoundary } from './row-boundary.ts'
import { ERR, readServerError } from './server-error.ts'

const QUIT = Buffer.from([0x01])
const QUERY = Buffer.from([0x03])
const OK = 0x00
/** The server asks for a file of ours. */
const LOCAL_FILE = 0xfb
/** More columns than any table has there. */
const COLUMNS_MAX = 4096
const ROWS_MAX = 10_000

export interface Done {
  readonly affectedRows: number
}

export interface SmallResult {
  readonly columns: readonly ColumnDefinition[]
  /** Fields as they came; undefined: NULL. */
  readonly rows: readonly (readonly (Buffer | undefined)[])[]
}

/** A connection that is logged in: one statement at a time, each the whole text. Rejects with ServerError, NotProtocolError, or Error when the connection has ended. */
export class Connection {
  readonly #channel: PacketChannel

  constructor(channel: PacketChannel) {
    this.#channel = channel
  }

  /** A statement without rows. */
  async execute(sql: string | readonly Uint8Array[]): Promise<Done> {
    const packet = await this.#ask(sql)
    if (packet[0] !== OK) throw new NotProtocolError('rows where there should be none')
    return { affectedRows: new PacketCursor(packet, 1).length() ?? 0 }
  }

  /** Statements without rows, sent at once: each is carried out, also when one before it has failed. */
  async executeAll(statements: readonly string[]): Promise<void> {
    for (const sql of statements) this.#channel.send([QUERY, Buffer.from(sql, 'utf8')])
    for (const _ of statements) {
      if (this.#checked(await this.#channel.readPacket())[0] !== OK) throw new NotProtocolError('rows where there should be none')
    }
  }

  /** A statement with a few rows. */
  async query(sql: string): Promise<SmallResult> {
    const columns = await this.#columns(sql)
    const rows: (readonly (Buffer | undefined)[])[] = []
    for (;;) {
      const packet = await this.#channel.readPacket()
      if (isEnd(packet)) return { columns, rows }
      if (packet[0] === ERR) throw readServerError(packet)
      if (rows.length === ROWS_MAX) throw new NotProtocolError('more rows than were asked for')
      const cursor = new PacketCursor(packet)
      rows.push(columns.map(() => cursor.field()))
    }
  }

  /**
   * Hands on the packets of the rows as they come, the one that ends them too. False: `write` wants no more, and the connection is of no use any longer.
   */
  async streamRows(sql: string, write: (bytes: Buffer) => Promise<boolean>): Promise<boolean> {
    await this.#columns(sql)
    const boundary = new RowBoundary()
    while (boundary.last === undefined) {
      const bytes = await this.#channel.readBytes()
      boundary.take(bytes)
      if (boundary.last?.[0] === ERR) throw readServerError(boundary.last)
      if (!(await write(bytes))) return false
    }
    return true
  }

  /** Says goodbye; the server closes. */
  quit(): void {
    this.#channel.send([QUIT])
  }

  async #columns(sql: string): Promise<readonly ColumnDefinition[]> {
    const packet = await this.#ask(sql)
    const count = new PacketCursor(packet).length()
    if (count === undefined || count === 0 || count > COLUMNS_MAX) throw new NotProtocolError('no rows where there should be some')
    const columns: ColumnDefinition[] = []
    while (columns.length < count) columns.push(readColumnDefinition(await this.#channel.readPacket()))
    if (!isEnd(await this.#channel.readPacket())) throw new NotProtocolError('the columns have no end')
    return columns
  }

  async #ask(sql: string | readonly Uint8Array[]): Promise<Buffer> {
    this.#channel.send([QUERY, ...(typeof sql === 'string' ? [Buffer.from(sql, 'utf8')] : sql)])
    return this.#checked(await this.#channel.readPacket())
  }

  #checked(packet: Buffer): Buffer {
    if (packet[0] === ERR) throw readServerError(packet)
    if (packet[0] === LOCAL_FILE) {
      throw new CausewayError(
        'remote-failure',
        'The database asked for a file of this machine: it was refused, and the connection is closed',
        {
          hint: 'Check that the host in the JDBC URL is the database you mean: no statement of ours makes a database ask for that',
        },
      )
    }
    return packet
  }
}

const isEnd = (packet: Buffer): boolean => packet[0] === END && packet.length <= END_BYTES_MAX
