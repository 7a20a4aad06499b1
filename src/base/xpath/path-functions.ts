import { booleanOf, localName, nodesOf, numberOf, type PathValue, stringOf } from './path-value.ts'
import type { XmlNode } from './xml-document.ts'

interface Place {
  readonly node: XmlNode
  readonly position: number
  readonly size: number
}

/** A function of XPath 1.0 that the parser has let through. An argument that may be left out is the node that is looked at. */
export function callPathFunction(name: string, values: readonly PathValue[], { node, position, size }: Place): PathValue {
  const [first = [node], second = '', third] = values
  const text = (): string => stringOf(first)
  switch (name) {
    case 'last':
      return size
    case 'position':
      return position
    case 'count':
      return nodesOf(first).length
    case 'name':
      return nodesOf(first)[0]?.name ?? ''
    case 'local-name':
      return localName(nodesOf(first)[0]?.name ?? '')
    case 'string':
      return text()
    case 'concat':
      return values.map(stringOf).join('')
    case 'starts-with':
      return text().startsWith(stringOf(second))
    case 'contains':
      return text().includes(stringOf(second))
    case 'substring-before': {
      const found = text().indexOf(stringOf(second))
      return found < 0 ? '' : text().slice(0, found)
    }
    case 'substring-after': {
      const found = text().indexOf(stringOf(second))
      return found < 0 ? '' : text().slice(found + stringOf(second).length)
    }
    case 'substring':
      return substring(text(), numberOf(second), third === undefined ? undefined : numberOf(third))
    case 'string-length':
      return text().length
    case 'normalize-space':
      return text()
        .replace(/[ \t\r\n]+/g, ' ')
        .replace(/^ | $/g, '')
    case 'translate':
      return translate(text(), stringOf(second), stringOf(third ?? ''))
    case 'boolean':
      return booleanOf(first)
    case 'not':
      return !booleanOf(first)
    case 'true':
      return true
    case 'false':
      return false
    case 'number':
      return numberOf(first)
    case 'sum':
      return nodesOf(first).reduce((sum, each) => sum + numberOf([each]), 0)
    case 'floor':
      return Math.floor(numberOf(first))
    case 'ceiling':
      return Math.ceil(numberOf(first))
    case 'round':
      return Math.round(numberOf(first))
    default:
      throw new Error(`the function ${name}() of XPath is not supported`)
  }
}

/** Places count from 1, and are rounded. */
function substring(text: string, start: number, length: number | undefined): string {
  const from = Math.round(start)
  const end = length === undefined ? Number.POSITIVE_INFINITY : from + Math.round(length)
  if (Number.isNaN(from) || Number.isNaN(end)) return ''
  return text.slice(Math.max(from - 1, 0), Math.max(Math.min(end - 1, text.length), 0))
}

function translate(text: string, from: string, to: string): string {
  const places = new Map<string, string>()
  for (let index = 0; index < from.length; index += 1) if (!places.has(from.charAt(index))) places.set(from.charAt(index), to.charAt(index))
  return text
    .split('')
    .map((character) => places.get(character) ?? character)
    .join('')
}
