import type { Parsed } from './exchange.ts'

const CORRELATION = 0x6361_7573
const API_VERSIONS = 18
const SASL_HANDSHAKE = 17
const BYTES_MAX = 8_192
/** What a listener for TLS sends to whoever does not begin it: the head of an alert. */
const TLS_ALERT = 0x1503

/** ApiVersions of version 0, which every broker since 0.10 answers, also before a log-in. */
export function apiVersionsRequest(): Buffer {
  const client = Buffer.from('causeway-explain', 'latin1')
  const request = Buffer.alloc(14)
  request.writeUInt32BE(10 + client.length, 0)
  request.writeUInt16BE(API_VERSIONS, 4)
  request.writeUInt16BE(0, 6)
  request.writeUInt32BE(CORRELATION, 8)
  request.writeUInt16BE(client.length, 12)
  return Buffer.concat([request, client])
}

export interface KafkaAnswer {
  /** 0: none. */
  readonly errorCode: number
  readonly apis: number
  /** Whether it knows log-ins by SASL at all; brokers say so at listeners that want none, too. */
  readonly sasl: boolean
}

export function parseApiVersions(bytes: Buffer): Parsed<KafkaAnswer> {
  if (bytes.length < 4) return { kind: 'more' }
  if (bytes.readUInt16BE(0) === TLS_ALERT) return { kind: 'bad', why: 'wants TLS from the first byte: ask with tls=true' }
  const size = bytes.readUInt32BE(0)
  if (size < 10 || size > BYTES_MAX) return { kind: 'bad', why: 'is no Kafka' }
  if (bytes.length >= 8 && bytes.readUInt32BE(4) !== CORRELATION) return { kind: 'bad', why: 'is no Kafka' }
  if (bytes.length < size + 4) return { kind: 'more' }
  const count = bytes.readUInt32BE(10)
  if (14 + count * 6 > size + 4) return { kind: 'bad', why: 'is no Kafka' }
  const keys = Array.from({ length: count }, (_, at) => bytes.readUInt16BE(14 + at * 6))
  const value = { errorCode: bytes.readInt16BE(8), apis: count, sasl: keys.includes(SASL_HANDSHAKE) }
  return { kind: 'done', value, length: size + 4 }
}
