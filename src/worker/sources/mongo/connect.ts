import { randomBytes } from 'node:crypto'
import type { Socket } from 'node:net'
import type { Document } from 'bson'
import type { ConnectionEnds } from '../shared/connection-ends.ts'
import { connectStore, type StoreUser } from '../shared/record-stores/connect-store.ts'
import type { RemoteContext } from '../shared/source-context.ts'
import type { FilterRules } from './find-filter.ts'
import type { WrittenTable } from './read-source.ts'
import { MongoError, remoteError } from './remote-error.ts'
import { checkServer, clientFinal, clientFirst, type Mechanism } from './scram.ts'
import { type BatchName, batchReplyOf, type Command, commandMessage, messageLength, replyOf } from './wire-message.ts'

/** One connection to a MongoDB, owned by a job. */
export interface MongoSession extends ConnectionEnds {
  readonly place: string
  readonly rules: FilterRules
  /** The answer to a command. @throws MongoError where it is a no */
  ask(database: string, command: Command): Promise<Document>
  /** The same of one that gives a batch of a cursor's documents. */
  askForBatch(database: string, command: Command, name: BatchName): Promise<Pick<ReturnType<typeof batchReplyOf>, 'document' | 'batch'>>
}

const TIMEOUT_MS = 10_000

/** Connects through the broker, and logs in. @throws CausewayError with the broker's refusal as it is, or remote-failure. */
export async function connectMongo(
  { options, host, port, place, authSource }: WrittenTable,
  context: RemoteContext,
): Promise<MongoSession> {
  const { passwdauth, timeout: timeoutMs = TIMEOUT_MS } = options
  const address = { host, port, place, passwdauth, password: 'proven', encryption: options, timeoutMs } as const
  const begin = async (stream: Socket, user: StoreUser | undefined): Promise<Omit<MongoSession, keyof ConnectionEnds>> => {
    const { ask, askForBatch } = asker(stream)
    const hello = await greet({ ask }, user, authSource)
    if (user !== undefined) await logIn({ ask }, user, authSource, mechanismOf(hello))
    return { place, rules: rulesOf(hello), ask, askForBatch }
  }
  return await connectStore(address, context, begin, remoteError)
}

const COMMAND_NOT_FOUND = 59

/** Older servers know the greeting by its older name alone. */
async function greet({ ask }: Pick<MongoSession, 'ask'>, user: StoreUser | undefined, authSource: string): Promise<Document> {
  const asked = {
    client: { driver: { name: 'Causeway', version: '0' }, os: { type: 'Linux' } },
    ...(user === undefined ? {} : { saslSupportedMechs: `${authSource}.${user.userName}` }),
  }
  try {
    return await ask('admin', { body: { hello: 1, ...asked } })
  } catch (error) {
    if (!(error instanceof MongoError) || error.code !== COMMAND_NOT_FOUND) throw error
    return await ask('admin', { body: { isMaster: 1, ...asked } })
  }
}

/** Of 8.0, whose conditions no longer take undefined for null. */
const WIRE_VERSION_8 = 25

const rulesOf = ({ maxWireVersion }: Document): FilterRules => ({ nullIsUndefined: !(Number(maxWireVersion) >= WIRE_VERSION_8) })

/** A server before 4.0 does not tell, and has the older one only. */
function mechanismOf({ saslSupportedMechs: told }: Document): Mechanism {
  return Array.isArray(told) && told.includes('SCRAM-SHA-256') ? 'SCRAM-SHA-256' : 'SCRAM-SHA-1'
}

async function logIn({ ask }: Pick<MongoSession, 'ask'>, user: StoreUser, authSource: string, mechanism: Mechanism): Promise<void> {
  const nonce = randomBytes(24).toString('base64')
  const payload = (text: string): Buffer => Buffer.from(text)
  const started = await ask(authSource, {
    body: { saslStart: 1, mechanism, payload: payload(clientFirst(user, nonce)), options: { skipEmptyExchange: true } },
  })
  const { message, serverProof } = await clientFinal(mechanism, user, nonce, textOf(started['payload']))
  const { conversationId } = started
  const finished = await ask(authSource, { body: { saslContinue: 1, conversationId, payload: payload(message) } })
  checkServer(textOf(finished['payload']), serverProof)
  if (finished['done'] !== true) await ask(authSource, { body: { saslContinue: 1, conversationId, payload: payload('') } })
}

const textOf = (payload: unknown): string => (payload instanceof Uint8Array ? Buffer.from(payload).toString('utf8') : '')

/** One command after the other; an answer to another one than was asked is none. */
function asker(stream: Socket): Pick<MongoSession, 'ask' | 'askForBatch'> {
  let requestId = 0
  let chunks: Buffer[] = []
  let length = 0
  let waiting: { readonly resolve: (message: Buffer) => void; readonly reject: (error: unknown) => void } | undefined
  let failure: unknown
  const fail = (error: unknown): void => {
    failure ??= error
    waiting?.reject(failure)
    waiting = undefined
  }
  const look = (): void => {
    if (waiting === undefined) return
    try {
      if (chunks.length > 1 && messageLength(chunks[0] ?? Buffer.alloc(0)) === undefined) chunks = [Buffer.concat(chunks)]
      const needed = messageLength(chunks[0] ?? Buffer.alloc(0))
      if (needed === undefined || length < needed) return
      const all = Buffer.concat(chunks)
      chunks = all.length > needed ? [all.subarray(needed)] : []
      length = all.length - needed
      const { resolve } = waiting
      waiting = undefined
      resolve(all.subarray(0, needed))
    } catch (error) {
      fail(error)
    }
  }
  stream.on('data', (bytes: Buffer) => {
    chunks.push(bytes)
    length += bytes.length
    // What nobody has asked for is not waited for.
    if (waiting === undefined) fail(new Error('it speaks unasked'))
    else look()
  })
  stream.on('error', fail)
  stream.on('close', () => fail(stream.errored ?? new Error('closed by the other side')))
  const answerTo = async <T extends ReturnType<typeof replyOf>>(
    database: string,
    command: Command,
    read: (message: Buffer) => T,
  ): Promise<T> => {
    if (failure !== undefined) throw failure
    requestId += 1
    const answered = new Promise<Buffer>((resolve, reject) => {
      waiting = { resolve, reject }
    })
    stream.write(commandMessage(requestId, { ...command, body: { ...command.body, $db: database } }))
    const reply = read(await answered)
    if (reply.answers !== requestId) throw new Error('it answers what was not asked')
    if (Number(reply.document['ok']) !== 1) throw new MongoError(reply.document)
    return reply
  }
  return {
    ask: async (database, command) => (await answerTo(database, command, replyOf)).document,
    askForBatch: (database, command, name) => answerTo(database, command, (message) => batchReplyOf(message, name)),
  }
}
