import ipaddr from 'ipaddr.js'
import { parsePort, splitHostPort } from './host-port.ts'

/** An IP address in the one spelling that is used from here on: `text` is what is compared, shown and dialled. */
export interface IpAddress {
  readonly family: 'ipv4' | 'ipv6'
  readonly text: string
  readonly value: ipaddr.IPv4 | ipaddr.IPv6
}

export interface IpRange {
  readonly text: string
  readonly prefixLength: number
  readonly value: ipaddr.IPv4 | ipaddr.IPv6
}

const PART = '(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])'
/** Of the library's own ways to read one each takes longer than a whole decision of the policy. */
const IPV4 = new RegExp(`^${PART}(?:\\.${PART}){3}$`)

/**
 * The address that `text` spells, in the strict spellings only: IPv4 as four decimal parts without leading zeros; IPv6 in
 * hexadecimal groups, without a zone and without an IPv4 address inside. Everything else is undefined, never guessed: decimal,
 * octal, hexadecimal and shortened IPv4, a trailing dot, IPv4-mapped IPv6.
 */
export function parseIpAddress(text: string): IpAddress | undefined {
  if (IPV4.test(text)) return { family: 'ipv4', text, value: new ipaddr.IPv4(text.split('.').map(Number)) }
  if (text.includes('.') || text.includes('%') || !ipaddr.IPv6.isValid(text)) return undefined
  const value = ipaddr.IPv6.parse(text)
  if (value.isIPv4MappedAddress()) return undefined
  return { family: 'ipv6', text: value.toRFC5952String(), value }
}

/** Whether `parseIpAddress` makes an address of it: of tens of thousands of IPv4 ones a tenth of what making them takes. */
export const isIpAddress = (text: string): boolean => IPV4.test(text) || parseIpAddress(text) !== undefined

/**
 * What an unusual spelling probably means, for a message only: `0x7f.1` is 127.0.0.1. Undefined when `text` is no address in
 * any spelling. Never used to decide.
 */
export function guessIpAddress(text: string): string | undefined {
  const bare = text.replace(/^\[|\]$/g, '').replace(/\.$/, '')
  if (/^[a-z]/i.test(bare) && !bare.includes(':')) return undefined
  return ipaddr.isValid(bare) ? ipaddr.process(bare).toString() : undefined
}

/** A CIDR in strict spelling; a bare address is a range of one. Undefined when it is neither. */
export function parseIpRange(text: string): IpRange | undefined {
  const slash = text.indexOf('/')
  const address = parseIpAddress(slash < 0 ? text : text.slice(0, slash))
  if (address === undefined) return undefined
  const bits = address.family === 'ipv4' ? 32 : 128
  const length = slash < 0 ? String(bits) : text.slice(slash + 1)
  if (!/^(0|[1-9]\d{0,2})$/.test(length) || Number(length) > bits) return undefined
  return { text, prefixLength: Number(length), value: address.value }
}

/** For ranges that are written in the program: a slip there must not open anything. */
export function requireIpRange(text: string): IpRange {
  const range = parseIpRange(text)
  if (range === undefined) throw new Error(`${text} is not a CIDR`)
  return range
}

/** Whether the address lies in the range; never true for two different families. */
export function rangeCovers(range: IpRange, address: IpAddress): boolean {
  if (range.value.kind() !== address.value.kind()) return false
  return address.value.match(range.value, range.prefixLength)
}

/** `192.168.0.10:5432` or `[2001:db8::1]:5432`. */
export function socketAddressText(ip: string, port: number): string {
  return ip.includes(':') ? `[${ip}]:${port}` : `${ip}:${port}`
}

export interface SocketAddress {
  readonly ip: IpAddress
  readonly port: number
}

const IPV4_WITH_PORT = new RegExp(`^${PART}(?:\\.${PART}){3}:([1-9][0-9]{0,4})$`)

/** What `socketAddressText` writes of what `parseSocketAddress` reads: of tens of thousands of IPv4 ones, which are so spelled already, a tenth of what making them takes. */
export function plainSocketAddress(text: string): string | undefined {
  const [, digits] = IPV4_WITH_PORT.exec(text) ?? []
  if (digits !== undefined) return parsePort(digits) === undefined ? undefined : text
  const address = parseSocketAddress(text)
  return address === undefined ? undefined : socketAddressText(address.ip.text, address.port)
}

/** What is given to the operating system: a canonical address and a port. */
export interface DialledAddress {
  readonly ip: string
  readonly port: number
}

/** Reads what `socketAddressText` writes, strictly. */
export function parseSocketAddress(text: string): SocketAddress | undefined {
  const split = splitHostPort(text)
  const ip = parseIpAddress(split?.host ?? '')
  const port = parsePort(split?.digits ?? '')
  return ip === undefined || port === undefined || (ip.family === 'ipv6') !== split?.bracketed ? undefined : { ip, port }
}
