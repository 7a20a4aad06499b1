const REPLACEMENT = '\ufffd'
/** What begins half a pair of UTF-16 that was written as a character of its own. */
const SURROGATE_LEAD = 0xed

/** The text of bytes as Java reads UTF-8: what is none is U+FFFD, and half a pair, whole or cut, is one of them where others have one for each byte. */
export function javaText(bytes: Buffer): string {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  let text = ''
  let from = 0
  for (let at = bytes.indexOf(SURROGATE_LEAD); at >= 0; at = bytes.indexOf(SURROGATE_LEAD, at + 1)) {
    const second = bytes[at + 1] ?? 0
    if (second < 0xa0 || second > 0xbf) continue
    text += decoder.decode(bytes.subarray(from, at)) + REPLACEMENT
    from = at + (isContinuation(bytes[at + 2] ?? 0) ? 3 : 2)
  }
  return text + decoder.decode(bytes.subarray(from))
}

const isContinuation = (byte: number): boolean => (byte & 0xc0) === 0x80
