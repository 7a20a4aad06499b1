/** What ends a line somewhere, is obeyed by a terminal, or turns what is read around: anybody may have sent it in a path. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu

/** How the server came to know what nobody did. */
const OWN_METHODS: ReadonlySet<unknown> = new Set(['attachment', 'expectation'])

/** What was seen of the network. */
function seenIn(details: unknown): unknown {
  return typeof details === 'object' && details !== null && 'seen' in details ? details.seen : undefined
}

/** As it is, where it is one word; else in quotes. */
function shown(value: unknown): string {
  const text = String(value ?? '')
  const seen = text.replaceAll(UNSEEN, (sign) => `\\u{${(sign.codePointAt(0) ?? 0).toString(16)}}`)
  return /[\s"]/u.test(text) ? `"${seen.replaceAll('"', '\\"')}"` : seen
}

/** An event of the audit for people: when, what came out, who, what, on what; and what else is worth a look. One line, whatever its texts are. */
export function auditLine(event: Readonly<Record<string, unknown>>): string {
  const field = (name: string): string => shown(event[name])
  const times = event['count'] === 1 ? '' : ` ${field('count')} times until ${field('last_time')}`
  const from = field('peer') === '' ? '' : ` from ${field('peer')}`
  const code = field('code') === '' ? '' : ` (${field('code')})`
  const who = field('user_name') === '' ? (OWN_METHODS.has(event['method']) ? '(the server)' : '(nobody known)') : field('user_name')
  const seen = seenIn(event['details'])
  return `${field('time')} ${field('outcome').padEnd(9)}${code} ${who}${from}: ${field('action')} ${field('object')}${times}${seen === undefined ? '' : `: ${shown(seen)}`}`
}
