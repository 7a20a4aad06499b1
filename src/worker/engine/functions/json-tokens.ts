import { lookup } from '../../../base/lookup.ts'

/** JSON texts token by token, as Spark's parser (Jackson with single quotes and unescaped control characters) reads them. */

export type JsonToken =
  | { readonly kind: '{' | '}' | '[' | ']' | 'true' | 'false' | 'null' | 'end' }
  | { readonly kind: 'name' | 'string' | 'integer' | 'fraction'; readonly text: string }

/** What is no JSON. */
export class JsonError extends Error {}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const WORD = /true|false|null/y
/** What may stand behind a number or a word. */
const BEHIND = /[\s,\]}/#]|$/y
const ESCAPES: Readonly<Record<string, string>> = lookup({
  '"': '"',
  "'": "'",
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
})

export class JsonTokens {
  readonly #text: string
  /** '{' expects a name, ':' a value behind one. */
  readonly #open: ('{' | '[')[] = []
  #at = 0
  #state: 'value' | 'first' | 'behind' | 'value-of-name' = 'value'
  current: JsonToken = { kind: 'end' }

  constructor(text: string) {
    this.#text = text
  }

  /** Throws JsonError for what is no JSON. */
  next(): JsonToken {
    this.current = this.#read()
    return this.current
  }

  /** To the end of the object or array that has begun. */
  skipChildren(): void {
    if (this.current.kind !== '{' && this.current.kind !== '[') return
    for (let depth = 1; depth > 0; ) {
      const { kind } = this.next()
      if (kind === '{' || kind === '[') depth += 1
      else if (kind === '}' || kind === ']') depth -= 1
    }
  }

  #read(): JsonToken {
    this.#space()
    const open = this.#open.at(-1)
    if (open === undefined) {
      if (this.#state !== 'value' || this.#at >= this.#text.length) return { kind: 'end' }
      return this.#value()
    }
    if (this.#state === 'value-of-name') return this.#value()
    if (this.#state === 'behind' || this.#state === 'first') {
      if (this.#takes(open === '{' ? '}' : ']')) {
        this.#open.pop()
        this.#state = 'behind'
        return { kind: open === '{' ? '}' : ']' }
      }
      if (this.#state === 'behind') {
        if (!this.#takes(',')) throw new JsonError('a comma is missing')
        this.#space()
      }
    }
    if (open === '[') return this.#value()
    const text = this.#string()
    this.#space()
    if (!this.#takes(':')) throw new JsonError('a colon is missing')
    this.#state = 'value-of-name'
    return { kind: 'name', text }
  }

  #value(): JsonToken {
    const sign = this.#text.charAt(this.#at)
    if (sign === '{' || sign === '[') {
      this.#at += 1
      this.#open.push(sign)
      this.#state = 'first'
      return { kind: sign }
    }
    this.#state = 'behind'
    if (sign === '"' || sign === "'") return { kind: 'string', text: this.#string() }
    const number = this.#matches(NUMBER)
    if (number !== undefined) return { kind: /[.eE]/.test(number) ? 'fraction' : 'integer', text: number }
    const word = this.#matches(WORD)
    if (word === 'true' || word === 'false' || word === 'null') return { kind: word }
    throw new JsonError('a value is missing')
  }

  #matches(expression: RegExp): string | undefined {
    expression.lastIndex = this.#at
    const [found] = expression.exec(this.#text) ?? []
    if (found === undefined) return undefined
    BEHIND.lastIndex = this.#at + found.length
    if (!BEHIND.test(this.#text)) throw new JsonError('something stands right behind a value')
    this.#at += found.length
    return found
  }

  #string(): string {
    const quote = this.#text.charAt(this.#at)
    if (quote !== '"' && quote !== "'") throw new JsonError('a name is missing')
    const parts: string[] = []
    let from = this.#at + 1
    for (let at = from; ; at += 1) {
      const sign = this.#text.charAt(at)
      if (sign === '') throw new JsonError('a string has no end')
      if (sign !== quote && sign !== '\\') continue
      parts.push(this.#text.slice(from, at))
      if (sign === quote) {
        this.#at = at + 1
        return parts.join('')
      }
      const escaped = this.#text.charAt(at + 1)
      if (escaped === 'u') {
        const hex = this.#text.slice(at + 2, at + 6)
        if (!/^[0-9A-Fa-f]{4}$/.test(hex)) throw new JsonError('an escape is broken')
        parts.push(String.fromCharCode(Number.parseInt(hex, 16)))
        at += 5
      } else {
        const character = ESCAPES[escaped]
        if (character === undefined) throw new JsonError('an escape is not known')
        parts.push(character)
        at += 1
      }
      from = at + 1
    }
  }

  #space(): void {
    while (/[ \t\r\n]/.test(this.#text.charAt(this.#at))) this.#at += 1
  }

  #takes(mark: string): boolean {
    if (this.#text[this.#at] !== mark) return false
    this.#at += 1
    return true
  }
}
