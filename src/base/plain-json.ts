import type { JsonDialect } from './json-dialect.ts'

/** What from_json and its like take where no option says otherwise. */
export const JSON_ALLOWANCES: JsonDialect = {
  allowComments: false,
  allowUnquotedFieldNames: false,
  allowSingleQuotes: true,
  allowNumericLeadingZeros: false,
  allowNonNumericNumbers: true,
  allowBackslashEscapingAnyCharacter: false,
  allowUnquotedControlChars: false,
}

const SPACE = /[ \t\r\n]+/y
const COMMENT = /\/\*[\s\S]*?\*\/|\/\/[^\r\n]*/y
const BARE_NAME = /[A-Za-z_$@#*+\-\u0080-\uffff][\w$@#*+\-\u0080-\uffff]*/y
const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const WORD = /NaN|[+-]INF|[+-]?Infinity/y
const MARK = /[[\]{},:]|(?:true|false|null)(?![\w$\u0080-\uffff])/y
const PLAIN = /[^"'\\\p{Cc}]+/uy
const KNOWN_ESCAPE = /\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4})/y
const ANY_ESCAPE = /\\[\s\S]/uy

/** Stands before a number with more digits than a double has, in quotes: what reads it knows what it was. */
const LONG_NUMBER_MARK = '\u0003'
const DOUBLE_DIGITS = 15

/** The first value of the text as JSON has it, but for words for what is no number, which stay; undefined: a sign of it may not be there. */
export function plainJson(text: string, allowed: JsonDialect, marksLongNumbers = false): string | undefined {
  return new Rewriter(text, allowed, marksLongNumbers).value()
}

class Rewriter {
  readonly #text: string
  readonly #allowed: JsonDialect
  readonly #marks: boolean
  #at = 0

  constructor(text: string, allowed: JsonDialect, marks: boolean) {
    this.#text = text
    this.#allowed = allowed
    this.#marks = marks
  }

  value(): string | undefined {
    const parts: string[] = []
    const open: string[] = []
    let expectsName = false
    while (this.#at < this.#text.length) {
      if (this.#taken(SPACE) !== undefined || (this.#allowed.allowComments && this.#taken(COMMENT) !== undefined)) continue
      const part = this.#part(expectsName)
      if (part === undefined) return undefined
      parts.push(part)
      if (part === '{' || part === '[') open.push(part)
      else if (part === '}' || part === ']') open.pop()
      expectsName = part === '{' || (part === ',' && open.at(-1) === '{')
      // What is behind the value is not read.
      if (open.length === 0) break
    }
    return parts.join(' ')
  }

  #part(expectsName: boolean): string | undefined {
    const sign = this.#text[this.#at]
    if (sign === '"' || (sign === "'" && this.#allowed.allowSingleQuotes)) return this.#string(sign)
    if (expectsName && sign !== '}') {
      const name = this.#allowed.allowUnquotedFieldNames ? this.#taken(BARE_NAME) : undefined
      return name === undefined ? undefined : JSON.stringify(name)
    }
    const word = this.#taken(WORD)
    if (word !== undefined) return this.#allowed.allowNonNumericNumbers ? word : undefined
    const number = this.#taken(NUMBER)
    return number === undefined ? this.#taken(MARK) : this.#number(number)
  }

  #number(written: string): string | undefined {
    const number = this.#allowed.allowNumericLeadingZeros ? written.replace(/^(-?)0+(?=\d)/, '$1') : written
    const isLong = this.#marks && /[.eE]/.test(number) && number.replaceAll(/[^\d]/g, '').length > DOUBLE_DIGITS
    return isLong ? JSON.stringify(`${LONG_NUMBER_MARK}${number}`) : number
  }

  #string(quote: string): string | undefined {
    const parts: string[] = ['"']
    this.#at += 1
    for (;;) {
      const sign = this.#text[this.#at]
      if (sign === undefined) return undefined
      if (sign === quote) {
        this.#at += 1
        parts.push('"')
        return parts.join('')
      }
      const plain = this.#taken(PLAIN) ?? this.#taken(KNOWN_ESCAPE) ?? this.#oddSign(sign)
      if (plain === undefined) return undefined
      parts.push(plain)
    }
  }

  /** Within a string: the other quote, what needs no \ before it, a control character. */
  #oddSign(sign: string): string | undefined {
    if (sign === '\\') {
      const escaped = this.#taken(ANY_ESCAPE)?.slice(1)
      const mayBe = this.#allowed.allowBackslashEscapingAnyCharacter || (escaped === "'" && this.#allowed.allowSingleQuotes)
      return escaped === undefined || escaped === 'u' || !mayBe ? undefined : JSON.stringify(escaped).slice(1, -1)
    }
    this.#at += 1
    if (sign === '"' || sign === "'") return sign === '"' ? '\\"' : sign
    return this.#allowed.allowUnquotedControlChars || sign >= '\u007f' ? JSON.stringify(sign).slice(1, -1) : undefined
  }

  #taken(expression: RegExp): string | undefined {
    expression.lastIndex = this.#at
    const [found] = expression.exec(this.#text) ?? []
    if (found !== undefined) this.#at += found.length
    return found
  }
}
