import type { Parsed } from './exchange.ts'
import { shownText } from './shown-text.ts'

/** `host`: of a target address, which has neither blanks nor line breaks. */
export const headRequest = (host: string): Buffer =>
  Buffer.from(`HEAD / HTTP/1.1\r\nHost: ${host}\r\nUser-Agent: causeway-explain\r\nAccept: */*\r\nConnection: close\r\n\r\n`, 'latin1')

export interface HttpAnswer {
  readonly status: number
  /** '' where it names none. */
  readonly server: string
}

const HEAD_MAX = 12_288

export function parseHttpHead(bytes: Buffer): Parsed<HttpAnswer> {
  const start = bytes.toString('latin1', 0, 12)
  if (!'HTTP/1.'.startsWith(start.slice(0, 7))) return { kind: 'bad', why: 'speaks no HTTP' }
  const end = bytes.subarray(0, HEAD_MAX).indexOf('\r\n\r\n')
  if (end < 0) return bytes.length > HEAD_MAX ? { kind: 'bad', why: 'speaks no HTTP' } : { kind: 'more' }
  const [first = '', ...headers] = bytes.toString('latin1', 0, end).split('\r\n')
  const [, digits] = /^HTTP\/1\.[01] ([1-5]\d\d)(?: |$)/.exec(first) ?? []
  if (digits === undefined) return { kind: 'bad', why: 'speaks no HTTP' }
  const server = headers.find((header) => /^server:/i.test(header)) ?? ''
  return { kind: 'done', value: { status: Number(digits), server: shownText(server.slice(7), 100) }, length: end + 4 }
}
