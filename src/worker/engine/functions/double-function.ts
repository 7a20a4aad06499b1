import { DOUBLE, DuckDBScalarFunction } from '@duckdb/node-api'
import duckdb from '@duckdb/node-bindings'
import { type NativeVector, VECTOR_ROWS } from '../vector-writers.ts'
import type { NumberFunction } from './java-math.ts'

const VALIDITY_BYTES = VECTOR_ROWS / 8

/** A function of doubles for the engine. It goes through whole vectors: to read and write value by value takes ten times as long. */
export function doubleFunction(name: string, count: 1 | 2, compute: NumberFunction): DuckDBScalarFunction {
  const made = DuckDBScalarFunction.create({
    name,
    parameterTypes: Array.from({ length: count }, () => DOUBLE),
    returnType: DOUBLE,
    mainFunction: () => {},
  })
  const results = new Float64Array(VECTOR_ROWS)
  duckdb.scalar_function_set_function(made.scalar_function, (_info, input, output) => {
    const rows = duckdb.data_chunk_get_size(input)
    const vectors = Array.from({ length: count }, (_, index) => duckdb.data_chunk_get_vector(input, index))
    const [x, y] = vectors.map((vector) => doublesOf(vector, rows))
    if (x === undefined) return
    for (let row = 0; row < rows; row += 1) results[row] = compute(x[row] ?? 0, y?.[row] ?? 0)
    duckdb.copy_data_to_vector(output, 0, results.buffer, 0, rows * Float64Array.BYTES_PER_ELEMENT)
    const valid = validityOf(vectors)
    if (valid === undefined) return
    duckdb.vector_ensure_validity_writable(output)
    duckdb.copy_data_to_vector_validity(output, 0, valid.buffer, 0, valid.byteLength)
  })
  return made
}

function doublesOf(vector: NativeVector, rows: number): Float64Array {
  const { buffer, byteOffset } = duckdb.vector_get_data(vector, rows * Float64Array.BYTES_PER_ELEMENT)
  return new Float64Array(buffer, byteOffset, rows)
}

/** A bit for each row in which no vector has NULL; undefined where there is none. */
function validityOf(vectors: readonly NativeVector[]): Uint8Array<ArrayBuffer> | undefined {
  let all: Uint8Array<ArrayBuffer> | undefined
  for (const vector of vectors) {
    const own: Uint8Array | null = duckdb.vector_get_validity(vector, VALIDITY_BYTES)
    if (own === null || own.length === 0) continue
    if (all === undefined) all = Uint8Array.from(own)
    else for (const [index, byte] of own.entries()) all[index] = (all[index] ?? 0) & byte
  }
  return all
}
