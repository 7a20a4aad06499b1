import type { Compute } from './compute.ts'

const TOKEN = /"(?:[^"\\]|\\.)*"|[^"[\]{},:]+|[[\]{},:]/gs

/** A JSON text without spaces as Jackson's printer for people writes it: the fields of objects on lines of their own, arrays in one. */
export const prettyJson: Compute = (text) => {
  const tokens = String(text).match(TOKEN) ?? []
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
