import { lookup } from '../lookup.ts'

/** XML texts as the tree that XPath walks. */

export interface XmlNode {
  readonly kind: 'document' | 'element' | 'attribute' | 'text' | 'comment' | 'instruction'
  /** With its prefix. */
  readonly name: string
  readonly parent: XmlNode | undefined
  readonly children: readonly XmlNode[]
  readonly attributes: readonly XmlNode[]
  /** Of a text, comment, instruction or attribute. */
  readonly value: string
  /** Of a text: the part of it before the first change between characters and CDATA, which is what the list of nodes shows. */
  readonly firstPart: string
  /** Places in the order of the document: its own, and the last one inside of it. */
  readonly order: number
  readonly lastInside: number
}

export interface XmlDocument {
  readonly root: XmlNode
  /** All nodes by their order. */
  readonly nodes: readonly XmlNode[]
}

interface Growing extends XmlNode {
  value: string
  lastInside: number
  readonly parent: Growing | undefined
  readonly children: Growing[]
  readonly attributes: Growing[]
}

const NAME_START =
  'A-Za-z_:\\xC0-\\xD6\\xD8-\\xF6\\xF8-\\u02FF\\u0370-\\u037D\\u037F-\\u1FFF\\u200C\\u200D\\u2070-\\u218F\\u2C00-\\u2FEF\\u3001-\\uD7FF\\uF900-\\uFDCF\\uFDF0-\\uFFFD'
export const XML_NAME = `[${NAME_START}][${NAME_START}\\-.0-9\\xB7\\u0300-\\u036F\\u203F\\u2040]*`
const NAME = new RegExp(XML_NAME, 'y')
const CONTROLS = '\\0-\\x08\\x0B\\x0C\\x0E-\\x1F\\uFFFE\\uFFFF'
const HALVES = '[\\uD800-\\uDBFF](?![\\uDC00-\\uDFFF])|(?<![\\uD800-\\uDBFF])[\\uDC00-\\uDFFF]'
const NO_CHARACTER = new RegExp(`[${CONTROLS}]|${HALVES}`)
const ENTITIES: Readonly<Record<string, string>> = lookup({ lt: '<', gt: '>', amp: '&', apos: "'", quot: '"' })

/** Throws an Error for what is no well-formed XML 1.0, or has a document type. */
export function parseXml(text: string): XmlDocument {
  return new XmlReader(text.replace(/\r\n?/g, '\n')).document()
}

class XmlReader {
  readonly #text: string
  readonly #nodes: Growing[] = []
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  document(): XmlDocument {
    if (NO_CHARACTER.test(this.#text)) throw broken('it has a character that XML has not')
    const root = this.#node('document', '', undefined, '')
    this.#declaration()
    let open: Growing = root
    while (this.#at < this.#text.length) open = this.#next(open)
    if (open !== root) throw broken(`<${open.name}> has no end`)
    if (!root.children.some((child) => child.kind === 'element')) throw broken('it has no element')
    root.lastInside = this.#nodes.length - 1
    return { root, nodes: this.#nodes }
  }

  /** What stands here; the element that is open behind it. */
  #next(open: Growing): Growing {
    const text = this.#text
    if (text[this.#at] !== '<') {
      const end = text.indexOf('<', this.#at)
      const found = text.slice(this.#at, end < 0 ? text.length : end)
      this.#at += found.length
      if (open.kind === 'document') {
        if (/[^ \t\r\n]/.test(found)) throw broken('there is text outside of its element')
        return open
      }
      if (found.includes(']]>')) throw broken(']]> stands in its text')
      this.#addText(open, this.#expanded(found))
      return open
    }
    if (text.startsWith('<!--', this.#at)) {
      const comment = this.#until('<!--', '-->', 'a comment')
      if (comment.includes('--') || comment.endsWith('-')) throw broken('-- stands in a comment')
      this.#node('comment', '', open, comment)
      return open
    }
    if (text.startsWith('<![CDATA[', this.#at) && open.kind === 'element') {
      this.#addText(open, this.#until('<![CDATA[', ']]>', 'CDATA'))
      return open
    }
    if (text.startsWith('<!DOCTYPE', this.#at)) throw new Error('XML with a document type (<!DOCTYPE) is not supported')
    if (text.startsWith('<?', this.#at)) return this.#instruction(open)
    if (text.startsWith('</', this.#at)) return this.#endTag(open)
    return this.#startTag(open)
  }

  #declaration(): void {
    if (!/^<\?xml\s/.test(this.#text)) return
    const declaration = this.#until('<?xml', '?>', 'its declaration')
    if (
      !/^\s+version\s*=\s*(["'])1\.0\1(\s+encoding\s*=\s*(["'])[A-Za-z][\w.-]*\3)?(\s+standalone\s*=\s*(["'])(yes|no)\5)?\s*$/.test(
        declaration,
      )
    )
      throw broken('its declaration is not one of XML 1.0')
  }

  #instruction(open: Growing): Growing {
    const found = this.#until('<?', '?>', 'an instruction')
    const [, target = '', data = ''] = new RegExp(`^(${XML_NAME})(?:\\s+([\\s\\S]*))?$`).exec(found) ?? []
    if (target === '' || target.toLowerCase() === 'xml') throw broken('an instruction has no name')
    this.#node('instruction', target, open, data)
    return open
  }

  #endTag(open: Growing): Growing {
    this.#at += 2
    const name = this.#name()
    this.#space()
    if (this.#text[this.#at] !== '>') throw broken(`</${name} has no end`)
    this.#at += 1
    if (open.parent === undefined || open.name !== name) throw broken(`</${name}> ends no element`)
    open.lastInside = this.#nodes.length - 1
    return open.parent
  }

  #startTag(open: Growing): Growing {
    this.#at += 1
    const name = this.#name()
    if (open.kind === 'document' && open.children.some((child) => child.kind === 'element')) throw broken('it has two elements')
    const element = this.#node('element', name, open, '')
    const names = new Set<string>()
    for (;;) {
      const hasSpace = this.#space()
      if (this.#text.startsWith('/>', this.#at)) {
        this.#at += 2
        element.lastInside = this.#nodes.length - 1
        return open
      }
      if (this.#text[this.#at] === '>') {
        this.#at += 1
        return element
      }
      if (!hasSpace) throw broken(`<${name} has no end`)
      this.#attribute(element, names)
    }
  }

  #attribute(element: Growing, names: Set<string>): void {
    const name = this.#name()
    if (names.has(name)) throw broken(`<${element.name}> has the attribute ${name} twice`)
    names.add(name)
    this.#space()
    if (this.#text[this.#at] !== '=') throw broken(`the attribute ${name} has no value`)
    this.#at += 1
    this.#space()
    const quote = this.#text[this.#at]
    if (quote !== '"' && quote !== "'") throw broken(`the value of ${name} has no quotes`)
    const value = this.#until(quote, quote, `the value of ${name}`)
    if (value.includes('<')) throw broken(`< stands in the value of ${name}`)
    const expanded = this.#expanded(value.replace(/[\t\n]/g, ' '))
    // A declaration of a name space is no attribute for XPath.
    if (name === 'xmlns' || name.startsWith('xmlns:')) return
    this.#node('attribute', name, element, expanded)
  }

  #addText(open: Growing, value: string): void {
    if (value === '') return
    const last = this.#nodes.at(-1)
    if (last?.kind === 'text' && last.parent === open) last.value += value
    else this.#node('text', '', open, value)
  }

  #expanded(text: string): string {
    return text.replace(/&([^;&]*)(;?)/g, (_, name: string, end: string) => {
      const [, hex, digits] = /^#(?:x([0-9A-Fa-f]{1,6})|(\d{1,7}))$/.exec(name) ?? []
      const code = hex === undefined ? (digits === undefined ? undefined : Number(digits)) : Number.parseInt(hex, 16)
      const character = code === undefined ? ENTITIES[name] : code > 0x10ffff ? undefined : String.fromCodePoint(code)
      if (end === '' || character === undefined || NO_CHARACTER.test(character)) throw broken('it has an entity that is not known')
      return character
    })
  }

  #until(start: string, end: string, what: string): string {
    const from = this.#at + start.length
    const found = this.#text.indexOf(end, from)
    if (found < 0) throw broken(`${what} has no end`)
    this.#at = found + end.length
    return this.#text.slice(from, found)
  }

  #name(): string {
    NAME.lastIndex = this.#at
    const [name] = NAME.exec(this.#text) ?? []
    if (name === undefined) throw broken('a name is missing behind <')
    this.#at += name.length
    return name
  }

  #space(): boolean {
    const from = this.#at
    while (/[ \t\n]/.test(this.#text.charAt(this.#at))) this.#at += 1
    return this.#at > from
  }

  #node(kind: XmlNode['kind'], name: string, parent: Growing | undefined, value: string): Growing {
    const order = this.#nodes.length
    const node: Growing = { kind, name, parent, children: [], attributes: [], value, firstPart: value, order, lastInside: order }
    this.#nodes.push(node)
    if (parent !== undefined) (kind === 'attribute' ? parent.attributes : parent.children).push(node)
    return node
  }
}

const broken = (reason: string): Error => new Error(`A text that is read as XML is no XML: ${reason}`)
