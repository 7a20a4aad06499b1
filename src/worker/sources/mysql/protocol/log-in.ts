import type { Socket } from 'node:net'
import { CausewayError } from '../../../../base/errors.ts'
import type { OwnAuthority } from '../../../../protocol/job-credential.ts'
import { type CertificateCheck, wrapInTls } from '../../shared/tls.ts'
import { SSL } from './capabilities.ts'
import { type Greeting, pluginName, readGreeting } from './greeting.ts'
import { logInMessage, nulEnded, tlsRequest } from './log-in-message.ts'
import { NotProtocolError } from './not-protocol-error.ts'
import { PacketChannel } from './packet-channel.ts'
import { PacketCursor } from './packet-cursor.ts'
import { type PasswordProof, passwordForKey, passwordRefused, provePassword } from './prove-password.ts'
import { ERR, readServerError } from './server-error.ts'

/** never: no TLS; if-offered: what others could read when they change what is sent is the user's choice; always: none without. */
export type Encryption = { readonly kind: 'never' } | { readonly kind: 'if-offered' | 'always'; readonly check: CertificateCheck }

export interface LogInRequest {
  readonly host: string
  readonly place: string
  readonly user: string
  readonly password: string
  readonly database: string | undefined
  readonly encryption: Encryption
  readonly authority?: OwnAuthority | undefined
  readonly certificateHint: string
  /** The password may be encrypted with a key that the server has sent without a certificate. */
  readonly allowPublicKeyRetrieval: boolean
}

export interface LoggedIn {
  readonly channel: PacketChannel
  readonly connectionId: number
}

const OK = 0x00
const MORE = 0x01
const OTHER_PLUGIN = 0xfe
/** In the exchange of caching_sha2_password. */
const ASK_KEY = 2
const KNOWN = 3
const NOT_KNOWN = 4
/** More turns than any plugin takes. */
const TURNS_MAX = 8

/**
 * Says who we are on a connected socket.
 * @throws CausewayError for what is refused here, ServerError for what the server refuses, NotProtocolError, or Error when the connection has ended.
 */
export async function logIn(socket: Socket, request: LogInRequest): Promise<LoggedIn> {
  const { user, database, password, place } = request
  const clear = new PacketChannel(socket)
  const greeting = readGreeting(await clear.readPacket())
  const { channel, encrypted } = await encrypt(socket, clear, greeting, request)
  const proof = { password, nonce: greeting.nonce, encrypted, place }
  const plugin = greeting.plugin
  // A plugin that is not spoken may be the server's default and not the user's: the server tells then.
  const first = await provePassword(plugin, proof).catch(() => undefined)
  channel.reply(
    logInMessage(
      { user, database, plugin: first === undefined ? 'mysql_native_password' : plugin, proof: first ?? Buffer.alloc(0) },
      greeting.capabilities,
      encrypted,
    ),
  )
  await proveUntilAccepted(channel, first === undefined ? 'mysql_native_password' : plugin, proof, request.allowPublicKeyRetrieval)
  return { channel, connectionId: greeting.connectionId }
}

async function encrypt(
  socket: Socket,
  channel: PacketChannel,
  greeting: Greeting,
  { encryption, database, host, place, authority, certificateHint }: LogInRequest,
): Promise<{ readonly channel: PacketChannel; readonly encrypted: boolean }> {
  if (encryption.kind === 'never') return { channel, encrypted: false }
  if ((greeting.capabilities & SSL) === 0) {
    if (encryption.kind === 'if-offered') return { channel, encrypted: false }
    throw new CausewayError('remote-failure', `${place} does not offer encryption, which the JDBC URL asks for`, {
      hint: 'Switch TLS on in the database, or use sslMode=DISABLED in the JDBC URL',
    })
  }
  channel.reply(tlsRequest(database, greeting.capabilities))
  const sequence = channel.leave()
  const secure = await wrapInTls(socket, { host, check: encryption.check, authority, place, certificateHint })
  return { channel: new PacketChannel(secure).continueFrom(sequence), encrypted: true }
}

async function proveUntilAccepted(
  channel: PacketChannel,
  firstPlugin: string,
  firstProof: PasswordProof,
  mayUseKey: boolean,
): Promise<void> {
  let [plugin, proof] = [firstPlugin, firstProof]
  for (let turn = 0; turn < TURNS_MAX; turn += 1) {
    const packet = await channel.readPacket()
    switch (packet[0]) {
      case OK:
        return
      case ERR:
        throw readServerError(packet)
      case OTHER_PLUGIN: {
        // A packet of one byte asks for the hash of servers before 4.1.
        if (packet.length === 1) throw unsupported(proof.place)
        const cursor = new PacketCursor(packet, 1)
        plugin = pluginName(cursor.untilNul())
        proof = { ...proof, nonce: cursor.rest() }
        channel.reply(await provePassword(plugin, proof))
        break
      }
      case MORE:
        if (plugin !== 'caching_sha2_password') throw new NotProtocolError('the log-in goes on where it should not')
        if (packet[1] === NOT_KNOWN) await sendWholePassword(channel, proof, mayUseKey)
        else if (packet[1] !== KNOWN) throw new NotProtocolError('the log-in goes on where it should not')
        break
      default:
        throw new NotProtocolError('no answer to a log-in')
    }
  }
  throw new NotProtocolError('the log-in has no end')
}

/** The server has not seen this user since its start: the hash that it keeps is not enough. */
async function sendWholePassword(channel: PacketChannel, proof: PasswordProof, mayUseKey: boolean): Promise<void> {
  if (proof.encrypted) {
    channel.reply(nulEnded(proof.password))
    return
  }
  if (!mayUseKey) throw passwordRefused(proof.place, 'caching_sha2_password')
  channel.reply(Buffer.from([ASK_KEY]))
  const packet = await channel.readPacket()
  if (packet[0] === ERR) throw readServerError(packet)
  if (packet[0] !== MORE) throw new NotProtocolError('no key')
  channel.reply(passwordForKey(packet.subarray(1), proof))
}

const unsupported = (place: string): CausewayError =>
  new CausewayError('remote-failure', `${place} wants a log-in (mysql_old_password) that is not supported`, {
    hint: 'Let the user of the datasource authentication log in by caching_sha2_password, mysql_native_password or ed25519',
  })
