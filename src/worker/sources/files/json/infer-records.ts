import { CausewayError } from '../../../../base/errors.ts'
import type { SparkType } from '../../../../base/spark-type.ts'
import { compatibleType, inferValue, withoutVoid } from './infer-type.ts'
import type { JsonInference, JsonOptions } from './json-options.ts'
import { JsonTokens } from './json-tokens.ts'
import type { JsonField } from './json-value.ts'
import { MalformedJson } from './read-string.ts'
import type { RecordPlace } from './record-rows.ts'
import { type TextRange, utf8Text } from './utf8-text.ts'

type StructType = Extract<SparkType, { kind: 'struct' }>

/** Finds out the columns of records, as Spark 3.3.1 does: in the order of their names. */
export class RecordInference {
  readonly #options: JsonOptions
  readonly #inference: JsonInference
  readonly #tokens: JsonTokens
  #type: SparkType = { kind: 'struct', fields: [] }

  constructor(options: JsonOptions, inference: JsonInference) {
    this.#options = options
    this.#inference = inference
    this.#tokens = new JsonTokens(options.dialect)
  }

  /** @throws CausewayError for a malformed record in the mode FAILFAST; it names its place. */
  add(record: TextRange, place: RecordPlace): void {
    const type = this.#typeOf(record, place)
    if (type !== undefined) this.#type = this.#merged(this.#type, type, place)
  }

  /** @throws CausewayError for two columns, or fields of one, that differ only in case. */
  fields(): readonly JsonField[] {
    const type = withoutVoid(this.#type, this.#inference.dropFieldIfAllNull)
    const fields = type?.kind === 'struct' ? type.fields : []
    checkNames(fields)
    return fields
  }

  #typeOf(record: TextRange, place: RecordPlace): SparkType | undefined {
    try {
      const { bytes, start, end } = utf8Text(record, this.#options.encoding)
      this.#tokens.open(bytes, start, end)
      this.#tokens.next()
      return inferValue(this.#tokens, this.#inference)
    } catch (error) {
      if (error instanceof CausewayError) throw placed(error, place)
      if (!(error instanceof MalformedJson)) throw error
      switch (this.#options.mode) {
        case 'PERMISSIVE':
          return { kind: 'struct', fields: [this.#corruptField()] }
        case 'DROPMALFORMED':
          return undefined
        case 'FAILFAST':
          throw malformed(place, error.message)
      }
    }
  }

  #corruptField(): JsonField {
    return { name: this.#options.columnNameOfCorruptRecord, type: { kind: 'string' } }
  }

  /** Arrays at the top are as many objects. */
  #merged(one: SparkType, other: SparkType, place: RecordPlace): SparkType {
    if (one.kind === 'array') return this.#merged(one.element, other, place)
    if (other.kind === 'array') return this.#merged(one, other.element, place)
    if (one.kind === 'struct' && other.kind === 'struct') return compatibleType(one, other)
    if (one.kind === 'struct') return other.kind === 'void' ? one : this.#withCorrupt(one, place)
    if (other.kind === 'struct') return one.kind === 'void' ? other : this.#withCorrupt(other, place)
    return compatibleType(one, other)
  }

  /** There is something that is no object. */
  #withCorrupt(struct: StructType, place: RecordPlace): StructType {
    const corrupt = this.#corruptField()
    switch (this.#options.mode) {
      case 'PERMISSIVE': {
        if (struct.fields.some(({ name }) => name === corrupt.name)) return struct
        const merged = compatibleType(struct, { kind: 'struct', fields: [corrupt] })
        return merged.kind === 'struct' ? merged : struct
      }
      case 'DROPMALFORMED':
        return struct
      case 'FAILFAST':
        throw malformed(place, 'it is no object')
    }
  }
}

function checkNames(fields: readonly JsonField[]): void {
  const names = new Map<string, string>()
  for (const { name, type } of fields) {
    const earlier = names.get(name.toLowerCase())
    if (earlier !== undefined) {
      const both = earlier === name ? `"${name}" twice` : `"${earlier}" and "${name}", which differ in case only`
      throw new CausewayError('invalid-parameter', `The columns cannot be found out: the files have ${both}`, {
        hint: 'Name the columns and their types in CREATE TABLE, in the case that the files have them in',
      })
    }
    names.set(name.toLowerCase(), name)
    checkNested(type)
  }
}

function checkNested(type: SparkType): void {
  if (type.kind === 'struct') checkNames(type.fields)
  else if (type.kind === 'array') checkNested(type.element)
}

function placed({ kind, message, hint }: CausewayError, { file, line }: RecordPlace): CausewayError {
  return new CausewayError(kind, `${file}${line === undefined ? '' : `, line ${line}`}: ${message}`, hint === undefined ? {} : { hint })
}

function malformed({ file, line }: RecordPlace, what: string): CausewayError {
  return new CausewayError(
    'invalid-parameter',
    `The columns cannot be found out: ${file}${line === undefined ? '' : `, line ${line}`} is malformed: ${what}`,
    {
      hint: "Mend the record, or set the option 'mode'='PERMISSIVE' or 'DROPMALFORMED'",
    },
  )
}
