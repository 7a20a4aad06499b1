import { isUtf8 } from 'node:buffer'
import type { JsonDialect } from '../../../../base/json-dialect.ts'
import { bareName, isWordPart } from './bare-name.ts'
import { commentEnd } from './comment-end.ts'
import { TOKEN, type Token } from './json-token.ts'
import { NameTable } from './name-table.ts'
import { MalformedJson, readString } from './read-string.ts'

const SPACE = 0x20
const QUOTE = 0x22
const APOSTROPHE = 0x27
const PLUS = 0x2b
const COMMA = 0x2c
const MINUS = 0x2d
const POINT = 0x2e
const SLASH = 0x2f
const ZERO = 0x30
const NINE = 0x39
const COLON = 0x3a
const OPEN_BRACKET = 0x5b
const BACKSLASH = 0x5c
const CLOSE_BRACKET = 0x5d
const OPEN_BRACE = 0x7b
const CLOSE_BRACE = 0x7d

const IN_ROOT = 0
const IN_ARRAY = 1
const IN_OBJECT = 2
/** Of a word that is none, so many characters are passed over. */
const ODD_WORD_LENGTH_MAX = 256

const isDigit = (c: number): boolean => c >= ZERO && c <= NINE

/**
 * The tokens of one JSON text in UTF-8, one after the other, as Jackson 2.13 finds them. Where it finds a mistake matters, and where it goes on behind one: Spark
 * catches some and reads on. So a name is read together with the beginning of its value, and a string only when it is asked for or passed over.
 */
export class JsonTokens {
  token: Token = TOKEN.none
  readonly #dialect: JsonDialect
  readonly #names: NameTable
  #bytes: Buffer = Buffer.alloc(0)
  #at = 0
  #end = 0
  #next: Token = TOKEN.none
  /** A string has begun and is not read. */
  #isOpen = false
  #text = ''
  #isNegative = false
  #digitsAt = 0
  #digitsEnd = 0
  #word: string | undefined
  #depth = 0
  readonly #kinds: number[] = [IN_ROOT]
  readonly #counts: number[] = [0]
  readonly #nameOf: string[] = ['']

  constructor(dialect: JsonDialect, names: NameTable = new NameTable()) {
    this.#dialect = dialect
    this.#names = names
  }

  /** Begins with the bytes from `start` up to `end`. */
  open(bytes: Buffer, start: number, end: number): void {
    this.#bytes = bytes
    this.#at = start
    this.#end = end
    this.token = TOKEN.none
    this.#next = TOKEN.none
    this.#isOpen = false
    this.#depth = 0
    this.#counts[0] = 0
    this.#nameOf[0] = ''
  }

  /** Where the next byte is that was not looked at. */
  get at(): number {
    return this.#at
  }

  /** The name whose value is read. */
  get name(): string {
    const isOpened = this.token === TOKEN.startObject || this.token === TOKEN.startArray
    return this.#nameOf[isOpened ? this.#depth - 1 : this.#depth] ?? ''
  }

  /** A string whose text was not looked at. */
  get isUnread(): boolean {
    return this.#isOpen
  }

  /** Of a string. */
  text(): string {
    if (this.#isOpen) {
      this.#isOpen = false
      this.#text = this.#string()
    }
    return this.#text
  }

  /** Of a number, as it is written, but for zeros before it; or one of the words for what is no number. */
  numberText(): string {
    return this.#word ?? `${this.#isNegative ? '-' : ''}${this.#bytes.toString('latin1', this.#digitsAt, this.#digitsEnd)}`
  }

  /** Of a token that is an integer of at most 15 digits; undefined: it has more. */
  smallInteger(): number | undefined {
    if (this.#digitsEnd - this.#digitsAt > 15) return undefined
    let value = 0
    for (let at = this.#digitsAt; at < this.#digitsEnd; at += 1) value = value * 10 + (this.#bytes[at] ?? 0) - ZERO
    return this.#isNegative ? -value : value
  }

  /** The number is NaN or an infinity. */
  get isWord(): boolean {
    return this.#word !== undefined
  }

  next(): Token {
    if (this.token === TOKEN.name) {
      const token = this.#next
      this.#next = TOKEN.none
      this.#openIf(token)
      this.token = token
      return token
    }
    if (this.#isOpen) {
      this.#isOpen = false
      this.#string()
    }
    const first = this.#afterSpace()
    if (first < 0) {
      if (this.#depth > 0) throw new MalformedJson('the text ends within an object or array')
      this.token = TOKEN.none
      return TOKEN.none
    }
    if (first === CLOSE_BRACKET) return this.#close(IN_ARRAY, TOKEN.endArray)
    if (first === CLOSE_BRACE) return this.#close(IN_OBJECT, TOKEN.endObject)
    return this.#nextEntry(first)
  }

  #nextEntry(first: number): Token {
    const depth = this.#depth
    const kind = this.#kinds[depth]
    let c = first
    const count = this.#counts[depth] ?? 0
    this.#counts[depth] = count + 1
    if (kind !== IN_ROOT && count > 0) {
      if (c !== COMMA) throw new MalformedJson('a comma is missing')
      c = this.#afterSpaceWithin()
    }
    if (kind !== IN_OBJECT) {
      const token = this.#value(c)
      this.#openIf(token)
      this.token = token
      return token
    }
    this.#nameOf[depth] = this.#readName(c)
    this.token = TOKEN.name
    this.#next = TOKEN.none
    if (this.#afterSpaceWithin() !== COLON) throw new MalformedJson('a colon is missing')
    this.#next = this.#value(this.#afterSpaceWithin())
    return TOKEN.name
  }

  /** Behind the end of what has just been opened; elsewhere nothing is done. */
  skipChildren(): void {
    if (this.token !== TOKEN.startObject && this.token !== TOKEN.startArray) return
    for (let open = 1; open > 0; ) {
      const token = this.next()
      if (token === TOKEN.startObject || token === TOKEN.startArray) open += 1
      else if (token === TOKEN.endObject || token === TOKEN.endArray) open -= 1
    }
  }

  #openIf(token: Token): void {
    if (token !== TOKEN.startObject && token !== TOKEN.startArray) return
    this.#depth += 1
    this.#kinds[this.#depth] = token === TOKEN.startObject ? IN_OBJECT : IN_ARRAY
    this.#counts[this.#depth] = 0
    this.#nameOf[this.#depth] = ''
  }

  #close(kind: number, token: Token): Token {
    if (this.#kinds[this.#depth] !== kind) throw new MalformedJson('a bracket closes what is not open')
    this.#depth -= 1
    this.token = token
    return token
  }

  /** The first byte behind white space, and comments where they are allowed; -1 at the end. */
  #afterSpace(): number {
    const bytes = this.#bytes
    while (this.#at < this.#end) {
      const c = bytes[this.#at] ?? 0
      this.#at += 1
      if (c > SPACE) {
        if (c !== SLASH) return c
        this.#skipComment()
      } else if (c !== SPACE && c !== 0x0a && c !== 0x0d && c !== 0x09) throw new MalformedJson('there is a control character')
    }
    return -1
  }

  #afterSpaceWithin(): number {
    const c = this.#afterSpace()
    if (c < 0) throw new MalformedJson('the text ends within an object or array')
    return c
  }

  #skipComment(): void {
    if (!this.#dialect.allowComments) throw new MalformedJson('there is a /')
    const read = commentEnd(this.#bytes, this.#at, this.#end)
    this.#at = read.end
    if (read.problem !== undefined) throw new MalformedJson(read.problem)
  }

  #value(c: number): Token {
    switch (c) {
      case QUOTE:
        this.#isOpen = true
        return TOKEN.string
      case OPEN_BRACKET:
        return TOKEN.startArray
      case OPEN_BRACE:
        return TOKEN.startObject
      case 0x74:
        this.#match('true', 1)
        return TOKEN.true
      case 0x66:
        this.#match('false', 1)
        return TOKEN.false
      case 0x6e:
        this.#match('null', 1)
        return TOKEN.null
      case MINUS: {
        const digit = this.#byte()
        return isDigit(digit) ? this.#number(digit, true) : this.#signedWord(digit, '-')
      }
      default:
        return isDigit(c) ? this.#number(c, false) : this.#oddValue(c)
    }
  }

  #oddValue(c: number): Token {
    switch (c) {
      case APOSTROPHE:
        if (!this.#dialect.allowSingleQuotes) break
        this.#text = this.#stringUntil(APOSTROPHE)
        return TOKEN.string
      case 0x4e:
        this.#match('NaN', 1)
        return this.#wordNumber('NaN')
      case 0x49:
        this.#match('Infinity', 1)
        return this.#wordNumber('Infinity')
      case PLUS:
        return this.#signedWord(this.#byte(), '+')
    }
    if (isWordPart(c)) this.#passWord(1)
    throw new MalformedJson('a value is none')
  }

  #signedWord(first: number, sign: '+' | '-'): Token {
    if (first !== 0x49) throw new MalformedJson('a sign is not before a number')
    const second = this.#byte()
    const word = second === 0x4e ? `${sign}INF` : second === 0x6e ? `${sign}Infinity` : undefined
    if (word === undefined) throw new MalformedJson('a sign is not before a number')
    this.#match(word, 3)
    return this.#wordNumber(word)
  }

  #wordNumber(word: string): Token {
    if (!this.#dialect.allowNonNumericNumbers) throw new MalformedJson(`${word} is not allowed`)
    this.#word = word
    return TOKEN.fraction
  }

  #byte(): number {
    if (this.#at >= this.#end) throw new MalformedJson('the text ends within a value')
    const c = this.#bytes[this.#at] ?? 0
    this.#at += 1
    return c
  }

  /** The rest of a word, of which `from` characters are passed. */
  #match(word: string, from: number): void {
    for (let index = from; index < word.length; index += 1) {
      if (this.#at >= this.#end || this.#bytes[this.#at] !== word.charCodeAt(index)) {
        this.#passWord(index)
        throw new MalformedJson(`there is a word that is not ${word}`)
      }
      this.#at += 1
    }
    if (this.#at < this.#end && isWordPart(this.#bytes[this.#at] ?? 0)) {
      this.#passWord(word.length)
      throw new MalformedJson(`there is a word that is not ${word}`)
    }
  }

  #passWord(length: number): void {
    for (let passed = length; this.#at < this.#end && passed < ODD_WORD_LENGTH_MAX; passed += 1) {
      const c = this.#bytes[this.#at] ?? 0
      this.#at += 1
      if (!isWordPart(c)) return
    }
  }

  #number(first: number, isNegative: boolean): Token {
    const bytes = this.#bytes
    const end = this.#end
    this.#word = undefined
    this.#isNegative = isNegative
    this.#digitsAt = this.#at - 1
    if (first === ZERO && this.#at < end && isDigit(bytes[this.#at] ?? 0)) {
      if (!this.#dialect.allowNumericLeadingZeros) throw new MalformedJson('a number begins with 0')
      while (this.#at < end && bytes[this.#at] === ZERO) this.#at += 1
      if (this.#at >= end || !isDigit(bytes[this.#at] ?? 0)) this.#at -= 1
      this.#digitsAt = this.#at
      this.#at += 1
    }
    let at = this.#at
    while (at < end && isDigit(bytes[at] ?? 0)) at += 1
    let token: Token = TOKEN.integer
    if (at < end && bytes[at] === POINT) {
      token = TOKEN.fraction
      at = this.#digitsFrom(at + 1)
    }
    if (at < end && ((bytes[at] ?? 0) | 0x20) === 0x65) {
      token = TOKEN.fraction
      const sign = at + 1 < end ? bytes[at + 1] : undefined
      at = this.#digitsFrom(sign === PLUS || sign === MINUS ? at + 2 : at + 1)
    }
    this.#at = at
    this.#digitsEnd = at
    return token
  }

  /** Behind one digit or more. */
  #digitsFrom(start: number): number {
    let at = start
    while (at < this.#end && isDigit(this.#bytes[at] ?? 0)) at += 1
    if (at > start) return at
    this.#at = Math.min(start + 1, this.#end)
    throw new MalformedJson('a number ends where a digit is missing')
  }

  #readName(c: number): string {
    if (c === QUOTE) return this.#quotedName()
    if (c === APOSTROPHE && this.#dialect.allowSingleQuotes) return this.#stringUntil(APOSTROPHE)
    if (!this.#dialect.allowUnquotedFieldNames || isDigit(c)) throw new MalformedJson('a name is missing')
    const read = bareName(this.#bytes, this.#at - 1, this.#end)
    this.#at = read.end
    if (read.problem !== undefined) throw new MalformedJson(read.problem)
    return read.name
  }

  #quotedName(): string {
    const bytes = this.#bytes
    const end = this.#end
    const start = this.#at
    let hash = 0
    for (let at = start; at < end; at += 1) {
      const c = bytes[at] ?? 0
      if (c === QUOTE) {
        this.#at = at + 1
        return this.#names.nameAt(bytes, start, at, hash)
      }
      if (c === BACKSLASH || c < SPACE || c > 0x7f) break
      hash = (hash * 31 + c) | 0
    }
    return this.#stringUntil(QUOTE)
  }

  #string(): string {
    const bytes = this.#bytes
    const end = this.#end
    const start = this.#at
    let bits = 0
    for (let at = start; at < end; at += 1) {
      const c = bytes[at] ?? 0
      if (c === QUOTE) {
        if (bits > 0x7f && !isUtf8(bytes.subarray(start, at))) break
        this.#at = at + 1
        return bits > 0x7f ? bytes.toString('utf8', start, at) : bytes.toString('latin1', start, at)
      }
      if (c === BACKSLASH || c < SPACE) break
      bits |= c
    }
    return this.#stringUntil(QUOTE)
  }

  #stringUntil(quote: number): string {
    const read = readString(this.#bytes, this.#at, this.#end, quote, this.#dialect)
    this.#at = read.end
    if (read.problem !== undefined) throw new MalformedJson(read.problem)
    return read.text
  }
}
