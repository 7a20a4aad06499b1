const SLASH = 0x2f
const STAR = 0x2a

/** Where the next byte behind a comment is, whose first slash is just before `at`; with a problem where it is none, or has no end. */
export function commentEnd(bytes: Buffer, at: number, end: number): { readonly end: number; readonly problem?: string } {
  const second = at < end ? bytes[at] : undefined
  if (second === SLASH) return { end: lineEnd(bytes, at + 1, end) }
  if (second !== STAR) return { end: at + 1, problem: 'there is a /' }
  const closing = bytes.indexOf('*/', at + 1, 'latin1')
  return closing < 0 || closing + 2 > end ? { end, problem: 'a comment has no end' } : { end: closing + 2 }
}

function lineEnd(bytes: Buffer, start: number, end: number): number {
  for (let at = start; at < end; at += 1) {
    const c = bytes[at]
    if (c === 0x0a || c === 0x0d) return at + 1
  }
  return end
}
