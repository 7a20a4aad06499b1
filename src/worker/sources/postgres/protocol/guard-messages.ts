import type { Client } from 'pg'
import { CausewayError } from '../../../../base/errors.ts'
import { connectionOf } from './driver-connection.ts'

/** The driver's functions that write texts which end with a NUL: whatever they are given, it is looked at once more. */
const WRITERS = ['startup', 'password', 'query', 'parse', 'sendSCRAMClientFinalMessage'] as const
/** RFC 7677. The server says how many rounds a proof takes: of one with few, the password is found by trying as soon as of its MD5. */
const SCRAM_ROUNDS_MIN = 4096

/**
 * Puts the last fence before the socket: a text with a NUL in it is not sent, and neither is a password that others could read, or a proof of it by which they would find it, unless `passwordMayBeRead`:
 * the server decides in which form it asks for one, and may ask twice. The connection fails instead. To be called before the client connects.
 */
export function guardMessages(client: Client, place: string, passwordMayBeRead: boolean): void {
  const connection = connectionOf(client)
  // The driver makes a proof while the next message comes: the least that was ever asked for counts.
  let rounds: number | undefined
  connection.on('authenticationSASLContinue', (message: unknown) => {
    rounds = Math.min(rounds ?? Number.POSITIVE_INFINITY, roundsIn(message))
  })
  for (const name of WRITERS) {
    const write: unknown = Reflect.get(connection, name)
    if (typeof write !== 'function') throw new Error(`the driver's connection cannot ${name}`)
    Reflect.set(connection, name, (...values: readonly unknown[]): unknown => {
      // The driver's `password` writes the forms of it that a listener can use.
      const refusal = values.some(holdsNul) ? nulRefused() : passwordMayBeRead ? undefined : readable(name, rounds ?? 0, place)
      if (refusal === undefined) return Reflect.apply(write, connection, values)
      // An error that is thrown here would be nobody's: the driver calls these from the socket's events.
      connection.emit('error', refusal)
      return undefined
    })
  }
}

function readable(name: (typeof WRITERS)[number], rounds: number, place: string): CausewayError | undefined {
  if (name === 'password') return passwordRefused(place)
  return name === 'sendSCRAMClientFinalMessage' && rounds < SCRAM_ROUNDS_MIN ? roundsRefused(place) : undefined
}

/** 0 where it says none, or says it twice: the driver takes the last. */
function roundsIn(message: unknown): number {
  const data: unknown = typeof message === 'object' && message !== null ? Reflect.get(message, 'data') : undefined
  const said = typeof data === 'string' ? data.split(',').filter((part) => part.startsWith('i=')) : []
  return said.length === 1 ? Number(/^i=(\d{1,9})$/.exec(said[0] ?? '')?.[1] ?? 0) : 0
}

/** Messages are texts, and records of texts. */
function holdsNul(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('\0')
  return typeof value === 'object' && value !== null && Object.entries(value).some(([name, one]) => name.includes('\0') || holdsNul(one))
}

const nulRefused = () =>
  new CausewayError('invalid-parameter', 'A text for the remote database holds a control character', {
    hint: 'Look for NUL in the names and options of the table.',
  })

const roundsRefused = (place: string) =>
  new CausewayError(
    'remote-failure',
    `${place} asks for a proof of the password by which it is soon found, on a connection that is not encrypted: it was not sent`,
    {
      hint: `Switch TLS on in the database, or set scram_iterations to ${SCRAM_ROUNDS_MIN} or more and the password anew; where everybody in the network may know the password, make the table with 'allowUnencryptedLogin'='true'`,
    },
  )

const passwordRefused = (place: string) =>
  new CausewayError(
    'remote-failure',
    `${place} asks for the password itself, or for its MD5, on a connection that is not encrypted: it was not sent`,
    {
      hint: "Switch TLS on in the database, or store its passwords as scram-sha-256; where everybody in the network may know the password, make the table with 'allowUnencryptedLogin'='true'",
    },
  )
