import { javaDoubleText } from '../../../../base/java/java-double-text.ts'
import { lookup } from '../../../../base/lookup.ts'
import { TOKEN, type Token } from './json-token.ts'
import type { JsonTokens } from './json-tokens.ts'
import { MalformedJson } from './read-string.ts'

const isEnd = (token: Token): boolean => token === TOKEN.endObject || token === TOKEN.endArray

/** The text of a value that is no string, as Jackson writes it: without white space, fractions as Java prints a double. */
export function jsonText(tokens: JsonTokens): string {
  const parts: string[] = []
  /** Of each open bracket: whether something stands behind it already. */
  const isBegun: boolean[] = []
  let isAfterName = false
  // Behind a mistake in an array its end is read as a value.
  if (isEnd(tokens.token)) throw new MalformedJson('a bracket is no value')
  for (;;) {
    const { token } = tokens
    if (isEnd(token)) {
      parts.push(token === TOKEN.endObject ? '}' : ']')
      isBegun.pop()
    } else {
      if (!isAfterName && isBegun.length > 0) {
        if (isBegun.at(-1) === true) parts.push(',')
        isBegun[isBegun.length - 1] = true
      }
      isAfterName = token === TOKEN.name
      parts.push(partOf(tokens))
      if (token === TOKEN.startObject || token === TOKEN.startArray) isBegun.push(false)
    }
    if (isBegun.length === 0) return parts.join('')
    if (tokens.next() === TOKEN.none) throw new MalformedJson('the text ends within an object or array')
  }
}

function partOf(tokens: JsonTokens): string {
  switch (tokens.token) {
    case TOKEN.startObject:
      return '{'
    case TOKEN.startArray:
      return '['
    case TOKEN.name:
      return `${quoted(tokens.name)}:`
    case TOKEN.string:
      return quoted(tokens.text())
    case TOKEN.integer:
      return tokens.numberText() === '-0' ? '0' : tokens.numberText()
    case TOKEN.fraction:
      return fractionText(tokens)
    case TOKEN.true:
      return 'true'
    case TOKEN.false:
      return 'false'
    default:
      return 'null'
  }
}

const WORDS: Readonly<Record<string, string>> = lookup({ NaN: '"NaN"' })

function fractionText(tokens: JsonTokens): string {
  const text = tokens.numberText()
  if (tokens.isWord) return WORDS[text] ?? (text.startsWith('-') ? '"-Infinity"' : '"Infinity"')
  const value = Number(text)
  return Number.isFinite(value) ? javaDoubleText(value) : value > 0 ? '"Infinity"' : '"-Infinity"'
}

const ESCAPED: Readonly<Record<string, string>> = lookup({
  '"': '\\"',
  '\\': '\\\\',
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\f': '\\f',
  '\r': '\\r',
})

/** What stands beyond the characters of 16 bits is escaped, half by half: Jackson writes its bytes so, and takes half a pair as well. */
function quoted(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is escaped
  return `"${text.replaceAll(/["\\\u0000-\u001f\ud800-\udfff]/g, (c) => ESCAPED[c] ?? `\\u${c.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`)}"`
}
