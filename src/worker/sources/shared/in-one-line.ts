const MESSAGE_LENGTH_MAX = 4000

/** Line breaks and tabs become spaces; other control characters, and what turns the direction of text, the sign for a character that cannot be shown. */
export function inOneLine(text: string): string {
  const line = text.replace(/\s+/gu, ' ').replace(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu, '\uFFFD')
  const shown = line.length <= MESSAGE_LENGTH_MAX ? line : `${line.slice(0, MESSAGE_LENGTH_MAX)} …`
  return shown.toWellFormed()
}
