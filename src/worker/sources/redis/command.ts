type Word = string | Uint8Array

const LINE_END = Buffer.from('\r\n')

/** With its length before it, whatever is in it. */
export function word(text: Word): Buffer {
  const bytes = typeof text === 'string' ? Buffer.from(text, 'utf8') : text
  return Buffer.concat([Buffer.from(`$${bytes.length}\r\n`, 'latin1'), bytes, LINE_END])
}

/** A command as Redis reads it. */
export const command = (...words: readonly Word[]): Buffer => Buffer.concat([Buffer.from(`*${words.length}\r\n`), ...words.map(word)])
