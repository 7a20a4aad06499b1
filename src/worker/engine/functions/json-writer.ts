import { javaDoubleText } from '../../../base/java/java-double-text.ts'
import { lookup } from '../../../base/lookup.ts'
import { JsonError, type JsonToken } from './json-tokens.ts'

/** JSON as Jackson writes it: without spaces, numbers as Java prints them. */
export class JsonWriter {
  readonly #parts: string[] = []
  readonly #counts: number[] = [0]
  readonly #escaped: RegExp
  #isBehindName = false

  /** To bytes Jackson writes a character above U+FFFF as two escapes, and as it is to characters. */
  constructor(to: 'bytes' | 'characters') {
    this.#escaped = to === 'bytes' ? ESCAPED_FOR_BYTES : ESCAPED
  }

  text(): string {
    return this.#parts.join('')
  }

  /** Text that is no value. */
  raw(text: string): void {
    if (HALF.test(text)) throw new JsonError('half of a pair is no character')
    this.#parts.push(text)
  }

  /** A value that is written already. */
  value(text: string): void {
    this.#mark()
    if (HALF.test(text)) throw new JsonError('half of a pair is no character')
    this.#parts.push(text)
  }

  write(token: JsonToken): void {
    switch (token.kind) {
      case '}':
      case ']':
        this.#counts.pop()
        this.#parts.push(token.kind)
        return
      case '{':
      case '[':
        this.value(token.kind)
        this.#counts.push(0)
        return
      case 'name':
        this.value(`${this.#quoted(token.text)}:`)
        this.#isBehindName = true
        return
      case 'string':
        this.value(this.#quoted(token.text))
        return
      case 'integer':
        this.value(String(BigInt(token.text)))
        return
      case 'fraction':
        this.value(finiteText(Number(token.text)))
        return
      case 'end':
        return
      default:
        this.value(token.kind)
    }
  }

  #quoted(text: string): string {
    const code = (sign: string): string => sign.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')
    return `"${text.replace(this.#escaped, (sign) => SHORT[sign] ?? `\\u${code(sign)}`)}"`
  }

  #mark(): void {
    const last = this.#counts.length - 1
    const count = this.#counts[last] ?? 0
    // Values at the top have a space between them.
    if (count > 0 && !this.#isBehindName) this.#parts.push(last === 0 ? ' ' : ',')
    if (!this.#isBehindName) this.#counts[last] = count + 1
    this.#isBehindName = false
  }
}

const SHORT: Readonly<Record<string, string>> = lookup({
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\f': '\\f',
  '\r': '\\r',
  '"': '\\"',
  '\\': '\\\\',
})

const CONTROLS = '\\0-\\x1f'
const ESCAPED = new RegExp(`[${CONTROLS}"\\\\]`, 'g')
const ESCAPED_FOR_BYTES = new RegExp(`[${CONTROLS}"\\\\\\uD800-\\uDFFF]`, 'g')
const HALF = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/

function finiteText(value: number): string {
  if (!Number.isFinite(value)) throw new Error('A number in the JSON is too big')
  return javaDoubleText(value)
}
