import {
  type DuckDBConnection,
  type DuckDBDataChunk,
  DuckDBListValue,
  DuckDBScalarFunction,
  type DuckDBType,
  LIST,
  listValue,
  VARCHAR,
} from '@duckdb/node-api'
import type { Compute, EngineValue } from './compute.ts'

interface EngineFunction {
  /** In their order: a text, or a list of texts. */
  readonly parameters: readonly ('text' | 'texts')[]
  readonly returns: 'text' | 'texts'
  /** The module is read when a statement first calls the function: most workers never need it. */
  readonly load: () => Promise<Compute>
}

/**
 * What neither the engine nor a macro can compute: functions of our own over texts, which the engine calls for each row. A call costs about a microsecond more than one
 * of the engine's own.
 */
export const ENGINE_FUNCTIONS: Readonly<Record<string, EngineFunction>> = {
  fn_csv_fields: {
    parameters: ['text', 'text', 'text', 'text', 'text', 'text'],
    returns: 'texts',
    load: async () => (await import('./csv.ts')).fieldsOfCsv,
  },
  fn_csv_line: {
    parameters: ['texts', 'text', 'text', 'text', 'text', 'text', 'text'],
    returns: 'text',
    load: async () => (await import('./csv.ts')).lineOfCsv,
  },
  fn_random: {
    parameters: ['text', 'text', 'text'],
    returns: 'text',
    load: async () => (await import('./random.ts')).randomAt,
  },
  fn_sha: {
    parameters: ['text', 'text'],
    returns: 'text',
    load: async () => (await import('./sha.ts')).shaOf,
  },
}

const engineType = (kind: 'text' | 'texts'): DuckDBType => (kind === 'text' ? VARCHAR : LIST(VARCHAR))

/** Makes it known to the engine, for all its connections. */
export async function registerEngineFunction(connection: DuckDBConnection, name: string): Promise<void> {
  const made = ENGINE_FUNCTIONS[name]
  if (made === undefined) throw new Error(`there is no function ${name}`)
  const compute = await made.load()
  connection.registerScalarFunction(
    DuckDBScalarFunction.create({
      name,
      parameterTypes: made.parameters.map(engineType),
      returnType: engineType(made.returns),
      mainFunction: (_info, input, output) => {
        for (let row = 0; row < input.rowCount; row += 1) {
          const values = valuesOf(input, row)
          const value = values === undefined ? null : compute(...values)
          output.setItem(row, value === null || typeof value === 'string' ? value : listValue(value))
        }
        output.flush()
      },
    }),
  )
}

function valuesOf(input: DuckDBDataChunk, row: number): readonly EngineValue[] | undefined {
  const values: EngineValue[] = []
  for (let index = 0; index < input.columnCount; index += 1) {
    const item = input.getColumnVector(index).getItem(row)
    if (item === null) return undefined
    values.push(item instanceof DuckDBListValue ? item.items.map(textOf) : textOf(item))
  }
  return values
}

const textOf = (item: unknown): string | null => (item === null ? null : String(item))
