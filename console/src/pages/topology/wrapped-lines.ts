/** Of a letter or a digit in the widest font that a card has, per pixel of its size; what is narrower. */
const [WIDE, NARROW] = [0.64, 0.34]
const NARROW_SIGNS = new Set([..." .,:;/|!'()[]-ijlIft"])

const widthOf = (text: string, size: number): number =>
  [...text].reduce((width, sign) => width + (NARROW_SIGNS.has(sign) ? NARROW : WIDE) * size, 0)

/**
 * How many lines a text needs in so much room, rather one too many: words go to the next line whole, but those that no line has room for.
 * @param size of its font; both in pixels
 */
export function wrappedLines(text: string, room: number, size: number): number {
  let lines = 1
  let left = room
  for (const word of text.split(' ')) {
    const width = widthOf(word, size)
    const space = left === room ? 0 : NARROW * size
    if (width + space <= left) {
      left -= width + space
      continue
    }
    if (left !== room) lines += 1
    const more = Math.max(0, Math.ceil(width / room) - 1)
    lines += more
    left = room - (width - more * room)
  }
  return lines
}
