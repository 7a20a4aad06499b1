import type { Compute } from './compute.ts'

const OTHER_TOKEN = /[^"[\]{},:]+|[[\]{},:]/y

function tokensOf(text: string): readonly string[] {
  const tokens: string[] = []
  for (let at = 0; at < text.length; at += tokens.at(-1)?.length ?? 0) {
    OTHER_TOKEN.lastIndex = at
    tokens.push(text[at] === '"' ? text.slice(at, endOfString(text, at)) : (OTHER_TOKEN.exec(text)?.[0] ?? ''))
  }
  return tokens
}

/** By no expression: one goes as deep as the string is long. */
function endOfString(text: string, from: number): number {
  for (let end = text.indexOf('"', from + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let before = end
    while (text[before - 1] === '\\') before -= 1
    if ((end - before) % 2 === 0) return end + 1
  }
  return text.length
}

/** A JSON text without spaces as Jackson's printer for people writes it: the fields of objects on lines of their own, arrays in one. */
export const prettyJson: Compute = (text) => {
  const tokens = tokensOf(String(text))
  const parts: string[] = []
  const open: string[] = []
  let depth = 0
  const line = (): string => `\n${'  '.repeat(depth)}`
  for (const [index, token] of tokens.entries()) {
    const before = tokens[index - 1]
    if (token === '{' || token === '[') {
      open.push(token)
      if (token === '{') depth += 1
      const isEmpty = tokens[index + 1] === '}' || tokens[index + 1] === ']'
      parts.push(token, isEmpty ? '' : token === '{' ? line() : ' ')
    } else if (token === '}' || token === ']') {
      open.pop()
      if (token === '}') depth -= 1
      parts.push(before === '{' || before === '[' ? ' ' : token === '}' ? line() : ' ', token)
    } else if (token === ',') parts.push(open.at(-1) === '{' ? `,${line()}` : ', ')
    else if (token === ':') parts.push(' : ')
    else parts.push(token)
  }
  return parts.join('')
}
