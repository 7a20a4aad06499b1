import { createHash, timingSafeEqual } from 'node:crypto'
import { chmod, rm } from 'node:fs/promises'
import { createServer, type Server, type Socket } from 'node:net'
import { asCausewayError } from '../../../base/errors.ts'
import type { Logger } from '../../../base/log.ts'
import type { QueueDoorRecord } from '../../domain/queue-door.ts'
import type { Target } from '../../network/policy.ts'
import { askedBySocks, type CheckLogin, SOCKS_REPLY, type SocksRefusal, socksReply } from '../../network/socks/socks5.ts'
import { LIMITS } from '../shared/limits.ts'
import { type Passage, pumpPassage, reset } from './passage.ts'

export const passwordHashOf = (password: string): Uint8Array => createHash('sha256').update(password).digest()

export interface SocksDoorOptions {
  readonly door: QueueDoorRecord
  /** Of a unix socket. */
  readonly path: string
  readonly log: Logger
  readonly dial: (target: Target) => Promise<Passage>
  /** Somebody came and was not let in. */
  readonly turnedAway: (reason: SocksRefusal | 'too slow' | 'too many', peer: string) => void
}

export interface OpenDoor {
  readonly port: number
  /** Ends what goes through it. */
  close(): Promise<void>
}

/** Rejects where it cannot listen. */
export async function openSocksDoor({ door, path, log, dial, turnedAway }: SocksDoorOptions): Promise<OpenDoor> {
  const clients = new Set<Socket>()
  /** Those of them that have not asked for anything yet, and may be anybody; the oldest first. */
  const beginning = new Set<Socket>()
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    client.on('error', () => {})
    clients.add(client)
    client.once('close', () => clients.delete(client))
    if (clients.size - beginning.size > LIMITS.connectionsOfDoor) {
      turnedAway('too many', client.remoteAddress ?? '')
      client.destroy()
      return
    }
    // Whoever begins and says no more keeps nobody out: it makes room for who comes behind.
    const [oldest] = beginning
    if (oldest !== undefined && beginning.size >= LIMITS.beginningsOfDoor) {
      turnedAway('too many', oldest.remoteAddress ?? '')
      beginning.delete(oldest)
      oldest.destroy()
    }
    beginning.add(client)
    client.once('close', () => beginning.delete(client))
    void serve(client)
  })

  async function serve(client: Socket): Promise<void> {
    let asked: Awaited<ReturnType<typeof askedBySocks>>
    try {
      asked = await askedBySocks(client, checkFor(door), AbortSignal.timeout(LIMITS.doorLoginMs))
    } catch {
      turnedAway('too slow', client.remoteAddress ?? '')
      client.destroy()
      return
    }
    beginning.delete(client)
    if (asked.kind === 'refused') {
      if (asked.reason !== 'ended') turnedAway(asked.reason, client.remoteAddress ?? '')
      endWith(client)
      return
    }
    const dialled = await dialSafely(asked.target)
    if (typeof dialled === 'number') return endWith(client, dialled)
    if (client.destroyed || dialled.socket.destroyed) {
      dialled.socket.destroy()
      client.destroy()
      return
    }
    client.write(socksReply(SOCKS_REPLY.succeeded))
    pumpPassage(client, dialled)
  }

  /** The reply where it was refused. */
  async function dialSafely(target: Target): Promise<Extract<Passage, { readonly kind: 'connected' }> | number> {
    const about = { door: door.id, host: target.host, port: target.port }
    try {
      const dialled = await dial(target)
      if (dialled.kind === 'connected') return dialled
      const { explanation } = dialled
      const failed = explanation.steps.find(({ outcome }) => outcome === 'failed')
      log.info({ ...about, step: failed?.step, seen: failed?.seen, remedies: explanation.remedies }, 'Refused at a door')
      return replyFor(failed?.step ?? 'dial', dialled.code)
    } catch (thrown) {
      const { kind, message } = asCausewayError(thrown)
      if (kind === 'internal') log.error({ ...about, err: thrown }, 'A door could not dial')
      else log.info({ ...about, seen: message }, 'Refused at a door')
      return kind === 'internal' ? SOCKS_REPLY.generalFailure : SOCKS_REPLY.notAllowed
    }
  }

  await listen(server, door, path)
  const address = server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve))
      for (const client of clients) reset(client)
      await closed
    },
  }
}

/** No proof of work: the password is of 256 random bits, so that a plain hash tells nothing and costs nothing. */
const checkFor = ({ kind, id, passwordHash }: QueueDoorRecord): CheckLogin =>
  kind === 'unix' ? undefined : ({ user, password }) => timingSafeEqual(passwordHashOf(password), passwordHash) && user === id

async function listen(server: Server, { kind, port }: QueueDoorRecord, path: string): Promise<void> {
  // What a killed server has left.
  if (kind === 'unix') await rm(path, { force: true })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.once('listening', resolve)
    server.listen(kind === 'unix' ? { path } : { host: '127.0.0.1', port })
  })
  server.on('error', () => {})
  if (kind === 'unix') await chmod(path, 0o600)
}

function replyFor(step: string, code: string | undefined): number {
  if (step === 'name') return SOCKS_REPLY.hostUnreachable
  if (step !== 'dial') return SOCKS_REPLY.notAllowed
  switch (code) {
    case 'ECONNREFUSED':
      return SOCKS_REPLY.connectionRefused
    case 'ENETUNREACH':
      return SOCKS_REPLY.networkUnreachable
    case 'ETIMEDOUT':
      return SOCKS_REPLY.expired
    default:
      return SOCKS_REPLY.hostUnreachable
  }
}

/** The client may be sending still: what it sends is thrown away, for a while. */
function endWith(client: Socket, reply?: number): void {
  if (reply === undefined) client.end()
  else client.end(socksReply(reply))
  client.resume()
  const timer = setTimeout(() => client.destroy(), 1_000)
  client.once('close', () => clearTimeout(timer))
}
