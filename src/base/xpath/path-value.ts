import type { XmlNode } from './xml-document.ts'

/** Nodes stand in the order of the document, each once. */
export type PathValue = string | number | boolean | readonly XmlNode[]

export function stringOf(value: PathValue): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number') return numberText(value)
  if (typeof value === 'boolean') return String(value)
  const [first] = value
  return first === undefined ? '' : textOf(first)
}

/** The text of a node and of all that is in it. */
function textOf(node: XmlNode): string {
  if (node.kind !== 'element' && node.kind !== 'document') return node.value
  const texts: string[] = []
  const waiting = [node]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (next.kind === 'text') texts.push(next.value)
    for (let index = next.children.length - 1; index >= 0; index -= 1) {
      const child = next.children[index]
      if (child !== undefined) waiting.push(child)
    }
  }
  return texts.join('')
}

export function numberOf(value: PathValue): number {
  if (typeof value === 'number') return value
  if (typeof value === 'boolean') return value ? 1 : 0
  const text = stringOf(value).replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, '')
  return /^-?(?:\d+(?:\.\d*)?|\.\d+)$/.test(text) ? Number(text) : Number.NaN
}

export function booleanOf(value: PathValue): boolean {
  if (typeof value === 'boolean') return value
  if (typeof value === 'number') return value !== 0 && !Number.isNaN(value)
  return value.length > 0
}

/** Without an exponent. */
function numberText(value: number): string {
  if (value === 0) return '0'
  const text = String(value)
  const [, sign = '', whole = '', fraction = '', exponent] = /^(-?)(\d+)(?:\.(\d+))?e([+-]\d+)$/.exec(text) ?? []
  if (exponent === undefined) return text
  const digits = `${whole}${fraction}`
  const point = whole.length + Number(exponent)
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`
  return `${sign}${digits.padEnd(point, '0')}`
}

export const localName = (name: string): string => name.slice(name.indexOf(':') + 1)

export function nodesOf(value: PathValue): readonly XmlNode[] {
  if (typeof value !== 'object') throw new Error(`An XPath gives a ${typeof value} where nodes are expected`)
  return value
}
