/** schema_of_json: the type that a JSON text's values have, as Spark infers and prints it. */
import { quotedName } from '../../../../base/sql-text/quoted.ts'
import { notSupported, semanticError } from '../../syntax-error.ts'

type Inferred =
  | { readonly kind: 'null' | 'string' | 'boolean' | 'bigint' | 'double' }
  | { readonly kind: 'decimal'; readonly precision: number }
  | { readonly kind: 'array'; readonly element: Inferred }
  | { readonly kind: 'struct'; readonly fields: readonly Field[] }

/** In the order of their names; a name may be there twice. */
type Field = readonly [name: string, type: Inferred]

/** Throws sql-semantics for a text that is no JSON. */
export function inferJsonSchema(text: string): string {
  if (text.trim() === '') return 'STRING'
  const type = typeOf(parsed(text))
  return printed(type) ?? 'STRUCT<>'
}

/** Strings with an s and their place before them, so that a key that is there twice stays two; numbers as strings with an n before them: a number's digits tell its type. */
function parsed(text: string): unknown {
  const marked = text.replace(
    /"((?:[^"\\]|\\.)*)"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/gs,
    (token, inside: string | undefined, place: number) => {
      if (inside !== undefined) return `"s${place}:${inside}"`
      if (/^-?0\d/.test(token)) throw semanticError(`${token} is no number of JSON`)
      return `"n${token}"`
    },
  )
  const bare = marked.replaceAll(/"(?:[^"\\]|\\.)*"/gs, '')
  if (bare.includes("'") || /nan|inf/i.test(bare)) throw notSupported("schema_of_json of a text with ' for quotes, NaN or Infinity")
  try {
    return JSON.parse(marked)
  } catch {
    throw semanticError('The text of schema_of_json is no JSON')
  }
}

function typeOf(value: unknown): Inferred {
  if (value === null) return { kind: 'null' }
  if (typeof value === 'boolean') return { kind: 'boolean' }
  if (typeof value === 'string') return value.startsWith('s') ? { kind: 'string' } : numberType(value.slice(1))
  if (Array.isArray(value)) return { kind: 'array', element: value.map(typeOf).reduce(common, { kind: 'null' }) }
  const fields = Object.entries(value ?? {}).map(([key, item]): Field => [key.slice(key.indexOf(':') + 1), typeOf(item)])
  return { kind: 'struct', fields: fields.sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0)) }
}

function numberType(digits: string): Inferred {
  if (!/^-?\d+$/.test(digits)) return { kind: 'double' }
  const value = BigInt(digits)
  if (BigInt.asIntN(64, value) === value) return { kind: 'bigint' }
  const precision = digits.replace('-', '').length
  return precision <= 38 ? { kind: 'decimal', precision } : { kind: 'double' }
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
    if (a.kind === 'decimal' && b.kind === 'decimal') return a.precision > b.precision ? a : b
    throw notSupported('schema_of_json of an array with a very long integer and other values')
  }
  if (a.kind === b.kind) return a
  const isNumbers = (a.kind === 'bigint' || a.kind === 'double') && (b.kind === 'bigint' || b.kind === 'double')
  return { kind: isNumbers ? 'double' : 'string' }
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

/** Undefined for a struct without fields, which is left out. */
function printed(type: Inferred): string | undefined {
  switch (type.kind) {
    case 'null':
      return 'STRING'
    case 'decimal':
      return `DECIMAL(${type.precision},0)`
    case 'array': {
      const element = printed(type.element)
      return element === undefined ? undefined : `ARRAY<${element}>`
    }
    case 'struct': {
      const fields = type.fields.flatMap(([name, item]) => {
        const text = printed(item)
        return text === undefined ? [] : [`${quoted(name)}: ${text}`]
      })
      return fields.length === 0 ? undefined : `STRUCT<${fields.join(', ')}>`
    }
    default:
      return type.kind.toUpperCase()
  }
}

const quoted = (name: string): string => (/^\w*[A-Za-z_]\w*$/.test(name) ? name : quotedName(name))
