import { nextTurn } from '../../../base/next-turn.ts'
import { LARGE_BYTES } from '../turn-for-large.ts'

const [HIGH_FROM, HIGH_TO] = [0xd800, 0xdbff]

/** A long text as UTF-8, made with turns for others between its parts: one of 5 MB took a twentieth of a second to count and to write. A short one stays as it is. */
export async function bytesInTurns(text: string): Promise<string | Uint8Array> {
  if (text.length <= LARGE_BYTES) return text
  const parts: Buffer[] = []
  for (let at = 0; at < text.length; ) {
    await nextTurn()
    const end = Math.min(text.length, at + LARGE_BYTES)
    const last = text.charCodeAt(end - 1)
    // Both halves of a pair are one character.
    const cut = end < text.length && last >= HIGH_FROM && last <= HIGH_TO ? end - 1 : end
    parts.push(Buffer.from(text.slice(at, cut)))
    at = cut
  }
  await nextTurn()
  return Buffer.concat(parts)
}
