import type { Socket } from 'node:net'
import { plainText } from '../../../../base/plain-text.ts'
import { destroyConnection } from '../../../../base/sockets/tls-over.ts'
import { type ConnectionEnds, endsOnce } from '../connection-ends.ts'
import type { RemoteContext } from '../source-context.ts'
import { wrapInTls } from '../tls.ts'
import { CERTIFICATE_HINT, certificateCheckOf, type Encryption, requireUnreadPassword } from './encryption-options.ts'

export interface StoreAddress {
  readonly host: string
  readonly port: number
  /** For messages. */
  readonly place: string
  /** The name of a datasource authentication; undefined: there is no log-in. */
  readonly passwdauth: string | undefined
  /** Whether a log-in sends the password itself, or proves that it knows it. */
  readonly password: 'sent' | 'proven'
  readonly encryption: Encryption
  /** How long the store has to answer the log-in. */
  readonly timeoutMs: number
}

export interface StoreUser {
  readonly userName: string
  readonly password: string
}

/** What a connection needs of its job. */
export type StoreContext = Pick<RemoteContext, 'signal' | 'credential' | 'dial' | 'onEnd'>

/**
 * Connects through the broker, in TLS where the table asks for it, and logs in.
 * @param logIn the store's own way to begin: what it answers with is the session; without a user it may still ask who is there
 * @param inWords a failure in the user's words, with the place
 * @throws CausewayError with the broker's refusal as it is, or what `inWords` makes of a failure
 */
export async function connectStore<Session>(
  { host, port, place, passwdauth, password, encryption, timeoutMs }: StoreAddress,
  context: StoreContext,
  logIn: (stream: Socket, user: StoreUser | undefined) => Promise<Session>,
  inWords: (error: unknown, place: string) => Error,
): Promise<Session & ConnectionEnds> {
  if (passwdauth !== undefined && password === 'sent') requireUnreadPassword(place, encryption)
  const credential = passwdauth === undefined ? undefined : await context.credential(passwdauth, host, port)
  const socket = await context.dial(host, port)
  const stopConnecting = (): void => destroyConnection(socket)
  context.signal.addEventListener('abort', stopConnecting, { once: true })
  const timer = setTimeout(() => destroyConnection(socket, new Error('timeout expired')), timeoutMs)
  try {
    context.signal.throwIfAborted()
    const check = certificateCheckOf(encryption)
    const stream =
      check === undefined
        ? socket
        : await wrapInTls(socket, { host, check, authority: credential?.authority, place, certificateHint: CERTIFICATE_HINT })
    const user = credential === undefined ? undefined : plainUser(credential)
    const session = await logIn(stream, user)
    const ways = {
      end: async () => void stream.end(),
      abandon: async () => destroyConnection(socket),
    }
    return { ...session, ...endsOnce(ways, context) }
  } catch (error) {
    // Whoever destroyed the socket knows why.
    const reason = socket.errored ?? error
    destroyConnection(socket)
    throw inWords(reason, place)
  } finally {
    clearTimeout(timer)
    context.signal.removeEventListener('abort', stopConnecting)
  }
}

const plainUser = ({ userName, password }: StoreUser): StoreUser => ({
  userName: plainText('user name of the datasource authentication', userName),
  password: plainText('password of the datasource authentication', password),
})
