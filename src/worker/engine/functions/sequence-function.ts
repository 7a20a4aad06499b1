import { BIGINT, DOUBLE, DuckDBScalarFunction, LIST } from '@duckdb/node-api'
import duckdb from '@duckdb/node-bindings'
import { type NativeVector, Validity, VECTOR_ROWS } from '../vector-writers.ts'
import type { Sequence } from './moments.ts'

/** Bytes of a list in its vector: where it begins among the elements, and how many it has. */
const ENTRY_BYTES = 16

/**
 * A function of lists of doubles, which hold no NULL, for the engine: name(lists…, to, count) is of so many values before that place. It reads the elements
 * where they are: the lists of a vector's rows are one in most windows.
 */
export function sequenceFunction(name: string, { lists, begin }: Sequence): DuckDBScalarFunction {
  const made = DuckDBScalarFunction.create({
    name,
    parameterTypes: [...Array.from({ length: lists }, () => LIST(DOUBLE)), BIGINT, BIGINT],
    returnType: DOUBLE,
    mainFunction: () => {},
  })
  made.setSpecialHandling()
  const results = new Float64Array(VECTOR_ROWS)
  duckdb.scalar_function_set_function(made.scalar_function, (_info, input, output) => {
    const rows = duckdb.data_chunk_get_size(input)
    const columns = Array.from({ length: lists }, (_, index) => new ListColumn(duckdb.data_chunk_get_vector(input, index), rows))
    const to = longsOf(duckdb.data_chunk_get_vector(input, lists), rows)
    const count = longsOf(duckdb.data_chunk_get_vector(input, lists + 1), rows)
    const compute = begin()
    const validity = new Validity()
    validity.reset()
    for (let row = 0; row < rows; row += 1) {
      const end = Number(to[row])
      const values = columns.flatMap((column) => column.list(row) ?? [])
      const result = values.length < lists ? null : compute(values, end - Number(count[row]), end)
      results[row] = result ?? 0
      if (result === null) validity.setNull(row)
    }
    duckdb.copy_data_to_vector(output, 0, results.buffer, 0, rows * Float64Array.BYTES_PER_ELEMENT)
    validity.flush(output, rows)
  })
  return made
}

function longsOf(vector: NativeVector, rows: number): BigInt64Array {
  const { buffer, byteOffset } = duckdb.vector_get_data(vector, rows * BigInt64Array.BYTES_PER_ELEMENT)
  return new BigInt64Array(buffer, byteOffset, rows)
}

class ListColumn {
  readonly #entries: BigUint64Array
  readonly #validity: Uint8Array | null
  readonly #elements: Float64Array

  constructor(vector: NativeVector, rows: number) {
    const { buffer, byteOffset } = duckdb.vector_get_data(vector, rows * ENTRY_BYTES)
    this.#entries = new BigUint64Array(buffer, byteOffset, rows * 2)
    this.#validity = duckdb.vector_get_validity(vector, VECTOR_ROWS / 8)
    const size = duckdb.list_vector_get_size(vector)
    const elements = duckdb.vector_get_data(duckdb.list_vector_get_child(vector), size * Float64Array.BYTES_PER_ELEMENT)
    this.#elements = new Float64Array(elements.buffer, elements.byteOffset, size)
  }

  /** Undefined: it is NULL. */
  list(row: number): Float64Array | undefined {
    const byte = this.#validity?.[row >> 3] ?? 0xff
    if ((byte & (1 << (row & 7))) === 0) return undefined
    const from = Number(this.#entries[row * 2])
    return this.#elements.subarray(from, from + Number(this.#entries[row * 2 + 1]))
  }
}
