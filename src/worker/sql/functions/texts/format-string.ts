/** format_string and printf: what Java's Formatter makes of a format. */
import { type FormatKind, formatPieces, takes } from '../../../../base/java/format/format-pieces.ts'
import { someType } from '../../../../base/some-type.ts'
import { type SparkType, sparkTypeName } from '../../../../base/spark-type.ts'
import { type Bound, STRING } from '../../bound/bound.ts'
import { parameter, type Sql } from '../../bound/sql.ts'
import { joined, lambda, template, text } from '../../bound/template.ts'
import { engineType } from '../../dialect/engine-type.ts'
import { quoteString } from '../../dialect/quote.ts'
import { notSupported, semanticError } from '../../syntax-error.ts'
import { isNested } from '../../types/coercion.ts'
import { coerce, type ScalarFunction, type SqlFunction } from '../function-record.ts'
import { castSql } from '../operators/cast.ts'

const formatString: ScalarFunction = {
  kind: 'scalar',
  names: ['format_string', 'printf'],
  argumentsMin: 1,
  argumentsMax: 10_000,
  emit: ([format, ...values], call) => {
    if (format === undefined) throw semanticError(`${call.name} takes a format`)
    const written = coerce(format, 'string', call.name, 0)
    checkFormat(format, values, call.name)
    const kinds = values.map((value) => kindOf(value)).join(' ')
    const texts = values.map((value) => textOf(value))
    const list = texts.length === 0 ? text('CAST([] AS VARCHAR[])') : template`list_value(${joined(texts, ', ')})`
    return { sql: template`fn_format_string(${written}, '${kinds}', ${list})`, type: STRING }
  },
}

/** A format that is written in the statement is looked at before it runs. */
function checkFormat(format: Bound, values: readonly Bound[], name: string): void {
  if (format.constant?.kind !== 'string') return
  const { value } = format.constant
  for (const piece of piecesOf(value, name)) {
    if (typeof piece === 'string' || piece.place === undefined) continue
    const given = values[piece.place]
    if (given === undefined) throw semanticError(`The format has no value for ${piece.written}`)
    if (given.type.kind === 'void') continue
    const kind = kindOf(given)
    const typeName = sparkTypeName(given.type)
    if (!takes(piece, kind))
      throw semanticError(`${piece.written} of a format does not take ${given.name}, which is ${typeName}`, 'Cast it.')
    const isUnknown = piece.conversion === 'h' ? kind === 'decimal' || kind === 'opaque' : piece.conversion === 's' && kind === 'opaque'
    if (isUnknown && !piece.isTime)
      throw notSupported(`${piece.written} of a value of type ${typeName} in a format`, 'Write CAST(… AS string).')
  }
}

function piecesOf(format: string, name: string): ReturnType<typeof formatPieces> {
  try {
    return formatPieces(format)
  } catch (error) {
    throw semanticError(
      error instanceof Error ? error.message : `The format of ${name} is none`,
      'A directive is %[index$][flags][width][.digits] and a letter: b, h, s, c, d, o, x, e, f, g or a; %n and %% stand for themselves.',
    )
  }
}

const KINDS: ReadonlyMap<string, FormatKind> = new Map([
  ['string', 'text'],
  ['tinyint', 'byte'],
  ['smallint', 'short'],
  ['int', 'int'],
  ['date', 'int'],
  ['bigint', 'long'],
  ['timestamp', 'long'],
  ['float', 'float'],
  ['double', 'double'],
  ['boolean', 'boolean'],
  ['decimal', 'decimal'],
  // It has a text and no more, as the decimals that Spark gives.
  ['calendar-interval', 'decimal'],
])

function kindOf({ type }: Bound): FormatKind {
  if (type.kind === 'interval') return engineType(type) === 'INTEGER' ? 'int' : 'long'
  if (isNested(type) && !someType(type, ({ kind }) => kind === 'binary')) return 'decimal'
  return KINDS.get(type.kind) ?? 'opaque'
}

const textOf = ({ sql, type }: Bound): Sql => valueText(sql, type)

/** As Java prints the object in which Spark has it. */
function valueText(sql: Sql, type: SparkType): Sql {
  switch (type.kind) {
    case 'string':
      return sql
    case 'void':
      return text('CAST(NULL AS VARCHAR)')
    case 'date':
      return template`CAST(CAST(epoch(${sql}) AS BIGINT) // 86400 AS VARCHAR)`
    case 'timestamp':
      return template`CAST(epoch_us(${sql}) AS VARCHAR)`
    case 'decimal':
    case 'calendar-interval':
      return castSql(sql, type, STRING)
    case 'float':
      return template`CAST(CAST(${sql} AS DOUBLE) AS VARCHAR)`
    case 'tinyint':
    case 'smallint':
    case 'int':
    case 'bigint':
    case 'double':
    case 'boolean':
    case 'interval':
      return template`CAST(${sql} AS VARCHAR)`
    case 'array':
      return listText(sql, type.element)
    case 'map':
      return template`('keys: ' || ${listText(template`map_keys(${sql})`, type.key)} || ', values: ' || ${listText(template`map_values(${sql})`, type.value)})`
    case 'struct': {
      const fields = type.fields.map((field) => inside(template`struct_extract(${sql}, ${quoteString(field.name)})`, field.type))
      return template`CASE WHEN ${sql} IS NOT NULL THEN ${fields.length === 0 ? text("'[empty row]'") : template`'[' || ${joined(fields, " || ',' || ")} || ']'`} END`
    }
    default:
      return template`CASE WHEN ${sql} IS NOT NULL THEN '' END`
  }
}

const listText = (sql: Sql, element: SparkType): Sql =>
  template`('[' || array_to_string(list_transform(${sql}, ${lambda(['e'], inside(ELEMENT, element))}), ',') || ']')`

/** A number with a point has Java's text here, which is made of a value of its own behind the format. */
const inside = (sql: Sql, type: SparkType): Sql =>
  template`coalesce(${type.kind === 'float' || type.kind === 'double' ? castSql(sql, type, STRING) : valueText(sql, type)}, 'null')`

/** The parameter of the lambda functions here. */
const ELEMENT = parameter('e')

export const FORMAT_FUNCTIONS: readonly SqlFunction[] = [formatString]
