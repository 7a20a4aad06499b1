import { CausewayError } from '../../../base/errors.ts'
import { type Fields, isRecord } from '../../../base/fields.ts'
import { notCss } from './http-session.ts'

/** How a field is indexed, as far as conditions may be asked of it. */
export interface IndexedField {
  /** The field that is asked: of a text that has a keyword beneath it, that one. */
  readonly path: string
  readonly kind: FieldKind
  /** Keywords are in the order of their texts, and each is whole. */
  readonly isOrdered: boolean
}

export type FieldKind = 'keyword' | 'long' | 'integer' | 'short' | 'byte' | 'double' | 'float' | 'boolean' | 'date'

const KINDS: ReadonlySet<string> = new Set<FieldKind>(['keyword', 'long', 'integer', 'short', 'byte', 'double', 'float', 'boolean', 'date'])
const isFieldKind = (kind: unknown): kind is FieldKind => typeof kind === 'string' && KINDS.has(kind)

/** The mappings of the indices of a table. */
export class IndexFields {
  readonly #mappings: readonly Fields[]
  /** Names of fields that have values which stand elsewhere in a document. */
  readonly #copied: ReadonlySet<string>

  /** @param answer to GET /index/_mapping */
  constructor(answer: unknown, type: string | undefined) {
    if (!isRecord(answer)) throw notCss()
    this.#mappings = Object.values(answer).map((index) => mappingOf(isRecord(index) ? index['mappings'] : undefined, type))
    this.#copied = new Set(this.#mappings.flatMap((mapping) => copiesOf(mapping, 0)))
    for (const { _source: source } of this.#mappings) {
      if (isRecord(source) && (source['enabled'] === false || hasSome(source['includes']) || hasSome(source['excludes']))) throw noSource()
    }
  }

  /** Undefined: what the field has indexed is surely not what its documents have, or it is not the same in all indices, or one of them does not know it. */
  field(name: string): IndexedField | undefined {
    if (name === '' || name.includes('.') || this.#copied.has(name)) return undefined
    const found = this.#mappings.map((mapping) => indexedField(name, mapping))
    const [first] = found
    const isSame = found.every((one) => one?.kind === first?.kind && one?.path === first?.path)
    return first === undefined || !isSame ? undefined : { ...first, isOrdered: found.every((one) => one?.isOrdered === true) }
  }

  /** Whether documents surely have no other fields than these, as their mappings say. */
  hasOnly(names: ReadonlySet<string>): boolean {
    return this.#mappings.every(({ properties, dynamic }) => {
      const isMapped = dynamic === undefined || /^(?:true|strict)$/.test(String(dynamic))
      return isMapped && isRecord(properties) && Object.keys(properties).every((name) => names.has(name))
    })
  }

  /** Formats of the moments of a field, in any of the indices. `path`: its name, and those within it. */
  dateFormats(path: readonly string[]): readonly string[] {
    return this.#mappings.flatMap((mapping) => {
      const at = path.reduce<unknown>((within, name) => {
        const properties = isRecord(within) ? within['properties'] : undefined
        return isRecord(properties) && Object.hasOwn(properties, name) ? properties[name] : undefined
      }, mapping)
      if (!isRecord(at) || (at['type'] !== 'date' && at['type'] !== 'date_nanos')) return []
      return typeof at['format'] === 'string' ? [at['format']] : []
    })
  }
}

const hasSome = (list: unknown): boolean => Array.isArray(list) && list.length > 0

/** Servers before 7 have one for each type. */
function mappingOf(mappings: unknown, type: string | undefined): Fields {
  if (!isRecord(mappings)) return {}
  if (isRecord(mappings['properties']) || Object.keys(mappings).length === 0) return mappings
  const ofTypes = Object.entries(mappings).filter(([, one]) => isRecord(one) && isRecord(one['properties']))
  const [, found] = ofTypes.find(([name]) => name === type) ?? (ofTypes.length === 1 && type === undefined ? (ofTypes[0] ?? []) : [])
  return isRecord(found) ? found : mappings
}

const DEPTH_MAX = 50

function copiesOf(at: Fields, depth: number): readonly string[] {
  if (depth > DEPTH_MAX) throw notCss()
  const { copy_to: copies, properties } = at
  const own = typeof copies === 'string' ? [copies] : Array.isArray(copies) ? copies.filter((name) => typeof name === 'string') : []
  const within = isRecord(properties) ? Object.values(properties) : []
  return [...own, ...within.flatMap((one) => (isRecord(one) ? copiesOf(one, depth + 1) : []))]
}

function indexedField(name: string, mapping: Fields): IndexedField | undefined {
  const { properties } = mapping
  // What is computed when it is asked stands for a field of its name.
  for (const computed of [mapping['runtime'], mapping['derived']]) if (isRecord(computed) && Object.hasOwn(computed, name)) return undefined
  const field = isRecord(properties) && Object.hasOwn(properties, name) ? properties[name] : undefined
  if (!isRecord(field)) return undefined
  if (field['type'] === 'text') return keywordBeneath(name, field)
  return plainField(name, field)
}

function plainField(path: string, field: Fields): IndexedField | undefined {
  const { type: kind, null_value: forNull, index, doc_values: values, script, normalizer } = field
  if (!isFieldKind(kind) || forNull !== undefined || index === false || values === false || script !== undefined) return undefined
  return { path, kind, isOrdered: normalizer === undefined }
}

function keywordBeneath(name: string, { fields }: Fields): IndexedField | undefined {
  if (!isRecord(fields)) return undefined
  for (const [beneath, field] of Object.entries(fields)) {
    const found = isRecord(field) ? plainField(`${name}.${beneath}`, field) : undefined
    if (found?.kind === 'keyword') return found
  }
  return undefined
}

const noSource = (): CausewayError =>
  new CausewayError('not-supported', 'The index does not keep its documents whole (_source), and so they cannot be read', {
    hint: 'Index them into one that keeps them, and make the table of that.',
  })
