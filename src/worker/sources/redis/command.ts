type Word = string | Uint8Array

/** A length takes no more than this. */
const KEY_ROOM = 16
const LINE_END = Buffer.from('\r\n')

/** With its length before it, whatever is in it. */
function word(text: Word): Buffer {
  const bytes = typeof text === 'string' ? Buffer.from(text, 'utf8') : text
  return Buffer.concat([Buffer.from(`$${bytes.length}\r\n`, 'latin1'), bytes, LINE_END])
}

/** A command as Redis reads it. */
export const command = (...words: readonly Word[]): Buffer => Buffer.concat([Buffer.from(`*${words.length}\r\n`), ...words.map(word)])

export type SameCommand = (keys: readonly Buffer[]) => Buffer

/** Commands that are the same but for the key, one behind the other. */
export function sameCommand(name: string, words: readonly string[]): SameCommand {
  const head = Buffer.concat([Buffer.from(`*${words.length + 2}\r\n`), word(name)])
  const tail = Buffer.concat([LINE_END, ...words.map(word)])
  return (keys) => {
    const bytes = Buffer.allocUnsafe(
      keys.reduce((sum, { length }) => sum + length + KEY_ROOM, 0) + keys.length * (head.length + tail.length),
    )
    let at = 0
    for (const key of keys) {
      bytes.set(head, at)
      at += head.length
      at += bytes.write(`$${key.length}\r\n`, at, 'latin1')
      bytes.set(key, at)
      bytes.set(tail, at + key.length)
      at += key.length + tail.length
    }
    return bytes.subarray(0, at)
  }
}
