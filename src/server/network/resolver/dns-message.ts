import { type Answer, decode, encode, type StringAnswer } from 'dns-packet'
import { lowerCase } from '../host-entry.ts'

export type AddressType = 'A' | 'AAAA'

export type DnsAnswer =
  | { readonly kind: 'addresses'; readonly addresses: readonly string[]; readonly through: readonly string[]; readonly ttlSeconds: number }
  /** It is another name for `target`, of which the answer says nothing more. */
  | { readonly kind: 'alias'; readonly target: string; readonly through: readonly string[]; readonly ttlSeconds: number }
  /** NXDOMAIN: there is no such name; NODATA: it has no address of this type. */
  | { readonly kind: 'none'; readonly code: 'NXDOMAIN' | 'NODATA' }
  /** `elsewise`: it may be well where it is asked over TCP. */
  | { readonly kind: 'failed'; readonly why: string; readonly elsewise?: true }

const ALIASES_MAX = 8
const ADDRESSES_MAX = 32
/**
 * A name may lead through as many pointers as the message has room for, and each record has one: without these a message of 64 KiB takes 0.15 seconds to read, in which the
 * server does nothing else. Addresses and aliases as many as are taken have room.
 */
export const DNS_MESSAGE_BYTES_MAX = 8_192
const RECORDS_MAX = 128
const HEADER_BYTES = 12
const RECORD_COUNTS_AT = [4, 6, 8, 10]
const RECURSION_DESIRED = 0x0100
const TRUNCATED = 0x0200

export interface DnsQuestion {
  /** Of 16 bits, and of chance: who sees no question must not answer it. */
  readonly id: number
  /** In lower case. */
  readonly name: string
  readonly type: AddressType
}

/** As a datagram has it. */
export const dnsQuestion = ({ id, name, type }: DnsQuestion): Buffer =>
  encode({ type: 'query', id, flags: RECURSION_DESIRED, questions: [{ type, name, class: 'IN' }] })

/** Reads what a stranger has sent, without its length. Follows aliases only as far as this answer has them. */
export function readDnsAnswer(message: Buffer, { id, name, type }: DnsQuestion): DnsAnswer {
  const failed = (why: string): DnsAnswer => ({ kind: 'failed', why })
  const elsewise = (why: string): DnsAnswer => ({ kind: 'failed', why, elsewise: true })
  if (message.length > DNS_MESSAGE_BYTES_MAX || recordCountOf(message) > RECORDS_MAX) return failed('its answer is too long')
  let packet: ReturnType<typeof decode> & { readonly rcode?: unknown }
  try {
    packet = decode(message)
  } catch {
    return elsewise('its answer is no DNS message')
  }
  const [question] = packet.questions ?? []
  const isOurs = packet.type === 'response' && packet.id === id && question?.type === type && lowerCase(question.name) === name
  if (!isOurs) return elsewise('its answer is for another question')
  if (((packet.flags ?? 0) & TRUNCATED) !== 0) return elsewise('its answer is cut off')
  if (packet.rcode === 'NXDOMAIN') return { kind: 'none', code: 'NXDOMAIN' }
  if (packet.rcode !== 'NOERROR') return failed(`it answers ${String(packet.rcode)}`)
  return addressesOf(packet.answers ?? [], name, type)
}

/** Of all kinds, questions too, as its header says it. */
const recordCountOf = (message: Buffer): number =>
  message.length < HEADER_BYTES ? 0 : RECORD_COUNTS_AT.reduce((count, at) => count + message.readUInt16BE(at), 0)

const recordsOf = (answers: readonly Answer[], owner: string, type: AddressType | 'CNAME'): readonly StringAnswer[] =>
  answers.filter((answer): answer is StringAnswer => answer.type === type && lowerCase(answer.name) === owner)

function addressesOf(answers: readonly Answer[], name: string, type: AddressType): DnsAnswer {
  const through: string[] = []
  let owner = name
  let ttlSeconds = Number.POSITIVE_INFINITY
  for (;;) {
    const found = recordsOf(answers, owner, type)
    if (found.length > ADDRESSES_MAX) return { kind: 'failed', why: `it answers more than ${ADDRESSES_MAX} addresses` }
    if (found.length > 0) {
      const ttls = found.map(({ ttl }) => ttl ?? 0)
      return { kind: 'addresses', addresses: found.map(({ data }) => data), through, ttlSeconds: Math.min(ttlSeconds, ...ttls) }
    }
    const [alias] = recordsOf(answers, owner, 'CNAME')
    if (alias === undefined) {
      return through.length === 0 ? { kind: 'none', code: 'NODATA' } : { kind: 'alias', target: owner, through, ttlSeconds }
    }
    owner = lowerCase(alias.data)
    through.push(owner)
    ttlSeconds = Math.min(ttlSeconds, alias.ttl ?? 0)
    if (through.length > ALIASES_MAX) return { kind: 'failed', why: `the name leads through more than ${ALIASES_MAX} others` }
  }
}
