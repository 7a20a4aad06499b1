/** Of what a worker tells of its files and rows the largest messages have some two million: a text is one, however long. To read as many takes a fifth of a second. */
const PARTS_MAX = 3_000_000
const DEPTH_MAX = 100
/** To count in a shorter one takes as long as to read it. */
const COUNTED_FROM = 256 * 1024

const [QUOTE, BACKSLASH, COMMA, COLON] = ['"', '\\', ',', ':'].map((text) => text.charCodeAt(0))
const [LIST, LIST_END, OBJECT, OBJECT_END] = ['[', ']', '{', '}'].map((text) => text.charCodeAt(0))

/** Whether JSON of so many parts is to be read at all: 64 MiB of nothing but brackets hold the server for a minute, and take two GiB. */
export function isReadable(json: string): boolean {
  if (json.length < COUNTED_FROM) return true
  let parts = 0
  let depth = 0
  for (let at = 0; at < json.length; at += 1) {
    switch (json.charCodeAt(at)) {
      case QUOTE:
        at = endOfText(json, at)
        break
      case LIST:
      case OBJECT:
        depth += 1
        parts += 1
        break
      case LIST_END:
      case OBJECT_END:
        depth -= 1
        break
      case COMMA:
      case COLON:
        parts += 1
    }
    if (parts > PARTS_MAX || depth > DEPTH_MAX) return false
  }
  return true
}

function endOfText(json: string, begin: number): number {
  let at = begin + 1
  for (let code = json.charCodeAt(at); at < json.length && code !== QUOTE; code = json.charCodeAt(at)) at += code === BACKSLASH ? 2 : 1
  return at
}
