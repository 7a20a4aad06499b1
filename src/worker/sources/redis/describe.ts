import { CausewayError } from '../../../base/errors.ts'
import { parseSparkType } from '../../../base/spark-type.ts'
import type { Column } from '../../../protocol/table-definition.ts'
import type { DescribedTable, NewTable } from '../shared/source.ts'
import type { RemoteContext } from '../shared/source-context.ts'
import { command } from './command.ts'
import { connectRedis, type RedisSession, throwFirst } from './connect.ts'
import { KeyScan } from './find-keys.ts'
import { readSource, type WrittenTable } from './read-source.ts'
import { remoteError } from './remote-error.ts'

const TYPES: ReadonlySet<string> = new Set([
  'boolean',
  'tinyint',
  'smallint',
  'int',
  'bigint',
  'float',
  'double',
  'decimal',
  'string',
  'date',
  'timestamp',
])

/** The given columns, of types that a text can be read as; or, where that is asked for, the fields of one of the hashes. */
export async function describeRedis({ source, columns, partitionedBy }: NewTable, context: RemoteContext): Promise<DescribedTable> {
  const written = readSource(source)
  if (partitionedBy !== undefined) throw new CausewayError('not-supported', 'A table USING REDIS has no PARTITIONED BY')
  const found = columns ?? (await fieldsOfOne(written, context))
  checkColumns(found, written)
  return { columns: found, partitionedBy: undefined }
}

function checkColumns(columns: readonly Column[], { keyColumn, options }: WrittenTable): void {
  for (const { name, type } of columns) {
    if (!TYPES.has(parseSparkType(type).kind))
      throw new CausewayError('not-supported', `The column ${name} of a Redis table cannot be of the type ${type}`, {
        hint: 'A field is a text: there are strings, numbers, booleans, dates and timestamps.',
      })
  }
  if (options['key.column'] === undefined || columns.some(({ name }) => name.toLowerCase() === keyColumn)) return
  throw new CausewayError('sql-semantics', `The option key.column names ${options['key.column']}, which is no column of the table`, {
    hint: `Columns are ${columns
      .slice(0, 20)
      .map(({ name }) => name)
      .join(', ')}`,
  })
}

async function fieldsOfOne(written: WrittenTable, context: RemoteContext): Promise<readonly Column[]> {
  if (written.options['infer.schema'] !== true) {
    throw new CausewayError('sql-semantics', 'A table USING REDIS needs a column list', {
      hint: "Write CREATE TABLE t (name STRING, age INT) USING REDIS …, or 'infer.schema'='true' for the fields of one of the hashes. A schema that spark-redis has stored is in a form that only a JVM reads.",
    })
  }
  const session = await connectRedis(written, context)
  try {
    const names = await fieldNames(session, written)
    await session.end()
    return names.map((name) => ({ name, type: 'string' }))
  } catch (error) {
    await session.abandon()
    throw remoteError(error, session.place)
  }
}

async function fieldNames(session: RedisSession, written: WrittenTable): Promise<readonly string[]> {
  const scan = new KeyScan(written)
  while (!scan.isDone) {
    const replies = await session.ask([scan.command])
    throwFirst(replies)
    for (const key of scan.take(replies[0])) {
      const [fields] = await session.ask([command('HKEYS', key)])
      if (!Array.isArray(fields)) continue
      const key_ = written.options['key.column'] ?? written.keyColumn
      const names = fields.flatMap((field) => (Buffer.isBuffer(field) ? [field.toString('utf8')] : []))
      return [...names.filter((name) => name.toLowerCase() !== written.keyColumn), key_]
    }
  }
  throw new CausewayError('not-found', `There is no hash with a key of the pattern ${written.pattern} in ${session.place}`, {
    hint: 'Write a column list.',
  })
}
