import type { Socket } from 'node:net'
import { plainText } from '../../../base/plain-text.ts'
import { destroyConnection } from '../../../base/tls-over.ts'
import { type ConnectionEnds, endsOnce } from '../shared/connection-ends.ts'
import type { RemoteContext } from '../shared/source-context.ts'
import { AUTHORITY_HINT, type CertificateCheck, wrapInTls } from '../shared/tls.ts'
import { command } from './command.ts'
import type { WrittenTable } from './read-source.ts'
import { isCluster, remoteError } from './remote-error.ts'
import { RedisReplyError, type Reply, ReplyReader } from './reply-reader.ts'

/** One connection to a Redis, owned by a job. */
export interface RedisSession extends ConnectionEnds {
  readonly place: string
  /** Sends commands at once; their replies, of which each may be an error. */
  ask(commands: readonly Buffer[]): Promise<readonly Reply[]>
  /** Resolves when there is room for more. */
  send(bytes: Uint8Array): Promise<void>
  /** To what was sent first of what has no reply yet. */
  reply(): Promise<Reply>
}

const TIMEOUT_MS = 2000

/** Connects through the broker, and logs in. @throws CausewayError with the broker's refusal as it is, or remote-failure. */
export async function connectRedis({ options, place }: WrittenTable, context: RemoteContext): Promise<RedisSession> {
  const { host, port, passwdauth } = options
  const credential = passwdauth === undefined ? undefined : await context.credential(passwdauth, host, port)
  const socket = await context.dial(host, port)
  const stopConnecting = (): void => destroyConnection(socket)
  context.signal.addEventListener('abort', stopConnecting, { once: true })
  const timer = setTimeout(() => destroyConnection(socket, new Error('timeout expired')), options.timeout ?? TIMEOUT_MS)
  try {
    context.signal.throwIfAborted()
    const check = checkOf(options)
    const stream =
      check === undefined
        ? socket
        : await wrapInTls(socket, {
            host,
            check,
            authority: credential?.authority,
            place,
            certificateHint: CERTIFICATE_HINT,
          })
    const reader = new ReplyReader(stream)
    const ways = {
      end: async () => void stream.end(),
      abandon: async () => destroyConnection(socket),
    }
    const session = { place, ...exchange(stream, reader), ...endsOnce(ways, context) }
    if (credential !== undefined) {
      const user = plainText('user name of the datasource authentication', credential.userName)
      // Servers before 6 know no users: the one that all have is not named.
      const words = user === 'default' ? [credential.password] : [user, credential.password]
      throwFirst(await session.ask([command('AUTH', ...words)]))
    }
    await refuseCluster(session)
    if (options.dbNum !== undefined && options.dbNum > 0) throwFirst(await session.ask([command('SELECT', String(options.dbNum))]))
    return session
  } catch (error) {
    const reason = socket.errored ?? error
    destroyConnection(socket)
    throw remoteError(reason, place)
  } finally {
    clearTimeout(timer)
    context.signal.removeEventListener('abort', stopConnecting)
  }
}

const CERTIFICATE_HINT = `${AUTHORITY_HINT}; 'sslMode'='REQUIRED' encrypts without checking the certificate`

function checkOf({ ssl, sslMode }: WrittenTable['options']): CertificateCheck | undefined {
  if (ssl === true) return 'signer-and-names'
  switch (sslMode) {
    case 'REQUIRED':
      return 'nothing'
    case 'VERIFY_CA':
      return 'signer'
    case 'VERIFY_IDENTITY':
      return 'signer-and-names'
    default:
      return undefined
  }
}

/** @throws RedisReplyError the first of the replies that is one */
export function throwFirst(replies: readonly Reply[]): void {
  for (const reply of replies) if (reply instanceof RedisReplyError) throw reply
}

/** SCAN finds the keys of the one node alone, and says nothing of the others. */
async function refuseCluster(session: Pick<RedisSession, 'ask' | 'place'>): Promise<void> {
  const replies = await session.ask([command('INFO', 'server')])
  throwFirst(replies)
  const [info] = replies
  if (Buffer.isBuffer(info) && /^redis_mode:cluster\r?$/m.test(info.toString('latin1'))) throw isCluster(session.place)
}

function exchange(stream: Socket, reader: ReplyReader): Pick<RedisSession, 'ask' | 'send' | 'reply'> {
  const send = (bytes: Uint8Array): Promise<void> =>
    new Promise((resolve, reject) => {
      stream.write(bytes, (error) => (error ? reject(error) : resolve()))
    })
  return {
    send,
    reply: () => reader.next(),
    async ask(commands) {
      const sent = send(Buffer.concat(commands))
      // A connection that ends is told by its replies.
      sent.catch(() => undefined)
      const replies: Reply[] = []
      for (const _ of commands) replies.push(await reader.next())
      return replies
    },
  }
}
