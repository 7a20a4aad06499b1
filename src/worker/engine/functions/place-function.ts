import { DOUBLE, DuckDBScalarFunction } from '@duckdb/node-api'
import duckdb from '@duckdb/node-bindings'
import { VECTOR_ROWS } from '../vector-writers.ts'

/** A function without parameters that gives each row a greater number than the row before it: the engine's aggregates know no order of what they read. */
export function placeFunction(name: string): DuckDBScalarFunction {
  const made = DuckDBScalarFunction.create({ name, parameterTypes: [], returnType: DOUBLE, mainFunction: () => {} })
  made.setVolatile()
  const places = new Float64Array(VECTOR_ROWS)
  let last = 0
  duckdb.scalar_function_set_function(made.scalar_function, (_info, input, output) => {
    const rows = duckdb.data_chunk_get_size(input)
    for (let row = 0; row < rows; row += 1) {
      last += 1
      places[row] = last
    }
    duckdb.copy_data_to_vector(output, 0, places.buffer, 0, rows * Float64Array.BYTES_PER_ELEMENT)
  })
  return made
}
