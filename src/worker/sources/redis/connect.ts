import type { Socket } from 'node:net'
import type { ConnectionEnds } from '../shared/connection-ends.ts'
import { connectStore, type StoreUser } from '../shared/record-stores/connect-store.ts'
import type { RemoteContext } from '../shared/source-context.ts'
import { command } from './command.ts'
import type { WrittenTable } from './read-source.ts'
import { isCluster, remoteError } from './remote-error.ts'
import { RedisReplyError, type Reply, ReplyReader } from './reply-reader.ts'

/** One connection to a Redis, owned by a job. */
export interface RedisSession extends ConnectionEnds {
  readonly place: string
  /** Sends commands at once; their replies, of which each may be an error. */
  ask(commands: readonly Buffer[]): Promise<readonly Reply[]>
  /** Sends commands at once: first those whose replies are as they are, then those that have lists of so many texts each, which come as RawReplies or errors. */
  askLists(commands: readonly Buffer[], lists: { readonly commands: Buffer; readonly count: number; readonly texts: number }): void
  /** Resolves when there is room for more. */
  send(bytes: Uint8Array): Promise<void>
  /** To what was sent first of what has no reply yet. */
  reply(): Promise<Reply>
}

const TIMEOUT_MS = 2000

/** Connects through the broker, and logs in. @throws CausewayError with the broker's refusal as it is, or remote-failure. */
export async function connectRedis({ options, place }: WrittenTable, context: RemoteContext): Promise<RedisSession> {
  const { host, port, passwdauth, dbNum = 0, timeout: timeoutMs = TIMEOUT_MS } = options
  const address = { host, port, place, passwdauth, password: 'sent', encryption: options, timeoutMs } as const
  const begin = async (stream: Socket, user: StoreUser | undefined): Promise<Omit<RedisSession, keyof ConnectionEnds>> => {
    const session = { place, ...exchange(stream, new ReplyReader(stream)) }
    if (user !== undefined) {
      // Servers before 6 know no users: the one that all have is not named.
      const words = user.userName === 'default' ? [user.password] : [user.userName, user.password]
      throwFirst(await session.ask([command('AUTH', ...words)]))
    }
    await refuseCluster(session)
    if (dbNum > 0) throwFirst(await session.ask([command('SELECT', String(dbNum))]))
    return session
  }
  return await connectStore(address, context, begin, remoteError)
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

function exchange(stream: Socket, reader: ReplyReader): Pick<RedisSession, 'ask' | 'askLists' | 'send' | 'reply'> {
  const send = (bytes: Uint8Array): Promise<void> =>
    new Promise((resolve, reject) => {
      stream.write(bytes, (error) => (error ? reject(error) : resolve()))
    })
  return {
    send,
    reply: () => reader.next(),
    askLists(commands, { commands: listCommands, count, texts }) {
      reader.expect(commands.length, count, texts)
      // A connection that ends is told by its replies.
      send(Buffer.concat([...commands, listCommands])).catch(() => undefined)
    },
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
