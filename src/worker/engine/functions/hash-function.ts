import { BLOB, DuckDBScalarFunction, UBIGINT } from '@duckdb/node-api'
import duckdb from '@duckdb/node-bindings'
import { VECTOR_ROWS } from '../vector-writers.ts'
import { result, type xxHash } from './xx-hash.ts'

/** Bytes in their vector: their number, and up to twelve of them, or four and where all of them stand. */
const ENTRY_BYTES = 16
const INLINE_BYTES_MAX = 12

/** A function of bytes and a seed for the engine. It reads the bytes where they are: to have each value made into an object takes several times as long. */
export function hashFunction(name: string, hash: typeof xxHash): DuckDBScalarFunction {
  const made = DuckDBScalarFunction.create({ name, parameterTypes: [BLOB, UBIGINT], returnType: UBIGINT, mainFunction: () => {} })
  const results = new Int32Array(VECTOR_ROWS * 2)
  duckdb.scalar_function_set_function(made.scalar_function, (_info, input, output) => {
    const rows = duckdb.data_chunk_get_size(input)
    const vectors = [0, 1].map((column) => duckdb.data_chunk_get_vector(input, column))
    const [bytes, seed] = vectors
    if (bytes === undefined || seed === undefined) return
    const { buffer, byteOffset } = duckdb.vector_get_data(bytes, rows * ENTRY_BYTES)
    if (!(buffer instanceof ArrayBuffer)) return
    const entries = new DataView(buffer, byteOffset, rows * ENTRY_BYTES)
    const seedData = duckdb.vector_get_data(seed, rows * 8)
    const seeds = new Int32Array(seedData.buffer, seedData.byteOffset, rows * 2)
    const validities = vectors.map((vector): Uint8Array | null => duckdb.vector_get_validity(vector, VECTOR_ROWS / 8))
    for (let row = 0; row < rows; row += 1) {
      // What stands where a value is NULL may lead anywhere.
      if (!validities.every((valid) => valid === null || valid.length === 0 || ((valid[row >> 3] ?? 0) & (1 << (row & 7))) !== 0)) continue
      const at = row * ENTRY_BYTES
      const length = entries.getInt32(at, true)
      const [high, low] = [seeds[row * 2 + 1] ?? 0, seeds[row * 2] ?? 0]
      if (length <= INLINE_BYTES_MAX) hash(entries, at + 4, length, high, low)
      else {
        const long = duckdb.get_data_from_pointer(buffer, byteOffset + at + 8, length)
        hash(new DataView(long.buffer, long.byteOffset, length), 0, length, high, low)
      }
      results[row * 2] = result.low
      results[row * 2 + 1] = result.high
    }
    duckdb.copy_data_to_vector(output, 0, results.buffer, 0, rows * 8)
  })
  return made
}
