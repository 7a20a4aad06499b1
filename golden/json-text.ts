/** JSON with its numbers as they are written and its objects as entries: a result may have numbers of 38 digits and fields of the same name. */
export type JsonText =
  | { readonly kind: 'null' }
  | { readonly kind: 'boolean' | 'number' | 'string'; readonly text: string }
  | { readonly kind: 'array'; readonly items: readonly JsonText[] }
  | { readonly kind: 'object'; readonly entries: readonly (readonly [string, JsonText])[] }

const TOKEN = /\s*(?:([[\]{},:])|("(?:[^"\\]|\\.)*")|(null)|(true|false)|(-?[0-9][-+.0-9eE]*))/y

export function parseJsonText(text: string): JsonText {
  let at = 0
  const next = (): RegExpExecArray => {
    TOKEN.lastIndex = at
    const found = TOKEN.exec(text)
    if (found === null) throw new Error(`No JSON at ${at}: ${text.slice(at, at + 50)}`)
    at = TOKEN.lastIndex
    return found
  }
  const isNext = (sign: string): boolean => {
    const before = at
    if (next()[1] === sign) return true
    at = before
    return false
  }
  const list = <T>(end: string, read: () => T): readonly T[] => {
    const items: T[] = []
    if (isNext(end)) return items
    do items.push(read())
    while (isNext(','))
    if (!isNext(end)) throw new Error(`${end} is missing at ${at}`)
    return items
  }
  const value = (): JsonText => {
    const [, sign, string, isNull, boolean, number] = next()
    if (string !== undefined) return { kind: 'string', text: String(JSON.parse(string)) }
    if (isNull !== undefined) return { kind: 'null' }
    if (boolean !== undefined) return { kind: 'boolean', text: boolean }
    if (number !== undefined) return { kind: 'number', text: number }
    if (sign === '[') return { kind: 'array', items: list(']', value) }
    if (sign === '{') return { kind: 'object', entries: list('}', entry) }
    throw new Error(`${sign} at ${at} begins no value`)
  }
  const entry = (): readonly [string, JsonText] => {
    const key = next()[2]
    if (key === undefined || !isNext(':')) throw new Error(`No key at ${at}`)
    return [String(JSON.parse(key)), value()]
  }
  return value()
}
