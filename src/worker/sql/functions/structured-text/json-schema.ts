/** schema_of_json: the type that a JSON text's values have, as Spark infers and prints it. */

import { JSON_ALLOWANCES, plainJson } from '../../../../base/plain-json.ts'
import { quotedName } from '../../../../base/sql-text/quoted.ts'
import { semanticError } from '../../syntax-error.ts'
import type { TextOptions } from './text-options.ts'

type Inferred =
  | { readonly kind: 'null' | 'string' | 'boolean' | 'bigint' | 'double' }
  | { readonly kind: 'decimal'; readonly precision: number; readonly scale: number }
  | { readonly kind: 'array'; readonly element: Inferred }
  | { readonly kind: 'struct'; readonly fields: readonly Field[] }

/** In the order of their names; a name may be there twice. */
type Field = readonly [name: string, type: Inferred]

/** Throws sql-semantics for a text that is no JSON. */
export function inferJsonSchema(written: string, options: TextOptions): string {
  const text = written.trim() === '' ? '' : (plainJson(written, options.allowances ?? JSON_ALLOWANCES) ?? '?')
  if (text.trim() === '') return 'STRING'
  const type = typeOf(parsed(text), options)
  return printed(type, options) ?? nothingOf(type)
}

/** What stands for a type of which nothing is left. */
function nothingOf(type: Inferred): string {
  if (type.kind === 'struct') return 'STRUCT<>'
  return type.kind === 'array' && type.element.kind === 'struct' ? 'ARRAY<STRUCT<>>' : 'STRING'
}

/** Strings with an s and their place before them, so that a key that is there twice stays two; numbers as strings with an n before them: a number's digits tell its type. */
function parsed(text: string): unknown {
  const marked = text.replace(
    /"((?:[^"\\]|\\.)*)"|NaN|[+-]?Infinity|[+-]INF|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/gs,
    (token, inside: string | undefined, place: number) => {
      if (inside !== undefined) return `"s${place}:${inside}"`
      if (/^-?0\d/.test(token)) throw semanticError(`${token} is no number of JSON`)
      return `"n${token}"`
    },
  )
  try {
    return JSON.parse(marked)
  } catch {
    throw semanticError('The text of schema_of_json is no JSON')
  }
}

function typeOf(value: unknown, options: TextOptions): Inferred {
  if (value === null) return { kind: 'null' }
  if (typeof value === 'boolean') return { kind: options.primitivesAsString === true ? 'string' : 'boolean' }
  if (typeof value === 'string')
    return value.startsWith('s') || options.primitivesAsString === true ? { kind: 'string' } : numberType(value.slice(1), options)
  if (Array.isArray(value)) return { kind: 'array', element: value.map((item) => typeOf(item, options)).reduce(common, { kind: 'null' }) }
  const fields = Object.entries(value ?? {}).map(([key, item]): Field => [key.slice(key.indexOf(':') + 1), typeOf(item, options)])
  return { kind: 'struct', fields: fields.sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0)) }
}

function numberType(digits: string, options: TextOptions): Inferred {
  const [, whole, fraction = '', exponent = '0'] = /^-?(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,9}))?$/.exec(digits) ?? []
  if (whole === undefined) return { kind: 'double' }
  if (!/^-?\d+$/.test(digits)) {
    if (options.prefersDecimal !== true) return { kind: 'double' }
    const scale = fraction.length - Number(exponent)
    const precision = Math.max(`${whole}${fraction}`.replace(/^0+/, '').length, 1, scale)
    if (scale < 0 && precision <= 38) throw semanticError(`The number ${digits} would be a decimal with a scale below 0`)
    return precision <= 38 ? { kind: 'decimal', precision, scale } : { kind: 'double' }
  }
  const value = BigInt(digits)
  if (BigInt.asIntN(64, value) === value) return { kind: 'bigint' }
  const precision = digits.replace('-', '').length
  return precision <= 38 ? { kind: 'decimal', precision, scale: 0 } : { kind: 'double' }
}

/** What two elements of an array have in common: a string at the worst. */
function common(a: Inferred, b: Inferred): Inferred {
  if (a.kind === 'null') return b
  if (b.kind === 'null') return a
  if (a.kind === 'array' && b.kind === 'array') return { kind: 'array', element: common(a.element, b.element) }
  if (a.kind === 'struct' && b.kind === 'struct') {
    return { kind: 'struct', fields: merged(a.fields, b.fields) }
  }
  if (a.kind === 'decimal' || b.kind === 'decimal') {
    const [one, other] = [asDecimal(a), asDecimal(b)]
    if (one === undefined || other === undefined) return { kind: a.kind === 'double' || b.kind === 'double' ? 'double' : 'string' }
    const scale = Math.max(one.scale, other.scale)
    const precision = Math.max(one.precision - one.scale, other.precision - other.scale) + scale
    return precision > 38 ? { kind: 'double' } : { kind: 'decimal', precision, scale }
  }
  if (a.kind === b.kind) return a
  const isNumbers = (a.kind === 'bigint' || a.kind === 'double') && (b.kind === 'bigint' || b.kind === 'double')
  return { kind: isNumbers ? 'double' : 'string' }
}

/** As a decimal, what may become one. */
function asDecimal(type: Inferred): Extract<Inferred, { kind: 'decimal' }> | undefined {
  if (type.kind === 'bigint') return { kind: 'decimal', precision: 20, scale: 0 }
  return type.kind === 'decimal' ? type : undefined
}

/** Fields of one name pairwise, in their order. */
function merged(left: readonly Field[], right: readonly Field[]): readonly Field[] {
  const fields: Field[] = []
  let [i, j] = [0, 0]
  for (;;) {
    const [one, other] = [left[i], right[j]]
    if (one === undefined) return [...fields, ...right.slice(j)]
    if (other === undefined) return [...fields, ...left.slice(i)]
    if (one[0] <= other[0]) i += 1
    if (other[0] <= one[0]) j += 1
    fields.push(one[0] === other[0] ? [one[0], common(one[1], other[1])] : one[0] < other[0] ? one : other)
  }
}

/** Undefined for a struct without fields, which is left out, as a field without a name is. */
function printed(type: Inferred, options: TextOptions): string | undefined {
  switch (type.kind) {
    case 'null':
      return options.dropFieldIfAllNull === true ? undefined : 'STRING'
    case 'decimal':
      return `DECIMAL(${type.precision},${type.scale})`
    case 'array': {
      const element = printed(type.element, options)
      return element === undefined ? undefined : `ARRAY<${element}>`
    }
    case 'struct': {
      const fields = type.fields.flatMap(([name, item]) => {
        const text = name === '' ? undefined : printed(item, options)
        return text === undefined ? [] : [`${quoted(name)}: ${text}`]
      })
      return fields.length === 0 ? undefined : `STRUCT<${fields.join(', ')}>`
    }
    default:
      return type.kind.toUpperCase()
  }
}

const quoted = (name: string): string => (/^\w*[A-Za-z_]\w*$/.test(name) ? name : quotedName(name))
