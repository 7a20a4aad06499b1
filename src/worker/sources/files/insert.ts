import { randomUUID } from 'node:crypto'
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { CausewayError } from '../../../base/errors.ts'
import { parseSparkType } from '../../../base/spark-type.ts'
import type { Column, TableDefinition } from '../../../protocol/table-definition.ts'
import { quoteName, quoteText } from '../../engine/quote.ts'
import { castText } from '../../sql/cast-text.ts'
import type { StagedRows } from '../shared/source.ts'
import type { FilesContext } from '../shared/source-context.ts'
import { checkColumns } from './check-columns.ts'
import { type FileFormat, fileFormat } from './file-format.ts'
import { tableFolder } from './table-folder.ts'

const UNFINISHED_PREFIX = '.unfinished-'
/** No job runs so long: what is older was left by a crash. */
const LEFTOVER_AGE_MS = 7 * 24 * 3600 * 1000

/** Appends one file. It has a name that readers ignore until it is whole. */
export async function insertFiles(table: TableDefinition, sql: string, context: FilesContext): Promise<number> {
  const staged = await stageFile(table, sql, context)
  try {
    context.signal.throwIfAborted()
    await staged.publish()
  } catch (error) {
    await staged.discard()
    throw error
  }
  return staged.rowCount
}

/** Writes the rows into one file that readers ignore. `isNew`: for a table that the job will make when the file is written. */
export async function stageFile(table: TableDefinition, sql: string, context: FilesContext, isNew = false): Promise<StagedRows> {
  const format = fileFormat(table.source)
  checkColumns(table.columns, format)
  const folder = await tableFolder(table, table.source, context, isNew)
  const status = await stat(folder.path).catch(() => undefined)
  if (status?.isFile()) {
    throw new CausewayError('invalid-parameter', `${folder.shown} is a file and not a folder: nothing can be added to it`)
  }
  await mkdir(folder.path, { recursive: true })
  await removeLeftovers(folder.path)
  const id = randomUUID()
  const unfinished = join(folder.path, `${UNFINISHED_PREFIX}${id}`)
  const names = table.columns.map(({ name }) => quoteName(name)).join(', ')
  const published = join(folder.path, `part-${id}.${format.kind}`)
  const discard = async (): Promise<void> => {
    await rm(unfinished, { force: true })
    await rm(published, { force: true })
  }
  context.showPathAs(unfinished, `a file of ${folder.shown}`)
  try {
    const { rowCount } = await context.engine.request({
      kind: 'execute',
      sql: `COPY (SELECT ${writtenList(table.columns, format)} FROM (${sql}) AS row_values(${names})) TO ${quoteText(unfinished)} (${copyOptions(format)})`,
    })
    return {
      rowCount,
      discard,
      publish: () => (rowCount === 0 ? discard() : rename(unfinished, published)),
    }
  } catch (error) {
    await discard()
    throw error
  }
}

async function removeLeftovers(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!name.startsWith(UNFINISHED_PREFIX)) continue
    const path = join(folder, name)
    const status = await stat(path).catch(() => undefined)
    if (status !== undefined && Date.now() - status.mtimeMs > LEFTOVER_AGE_MS) await rm(path, { force: true })
  }
}

/** Numbers go into CSV files as Spark writes them: the engine's inf, nan and .5 are not read there. */
function writtenList(columns: readonly Column[], format: FileFormat): string {
  if (format.kind !== 'csv') return '*'
  const list = columns.map((column) => {
    const [name, type] = [quoteName(column.name), parseSparkType(column.type)]
    const isText = type.kind === 'float' || type.kind === 'double' || type.kind === 'decimal'
    return isText ? `${castText(name, type, { kind: 'string' })} AS ${name}` : name
  })
  return list.join(', ')
}

function copyOptions(format: FileFormat): string {
  switch (format.kind) {
    case 'parquet':
      return `FORMAT parquet, COMPRESSION ${format.compression}, OVERWRITE_OR_IGNORE false, USE_TMP_FILE false`
    case 'json':
      return 'FORMAT json, ARRAY false, USE_TMP_FILE false'
    case 'csv': {
      const options = [
        'FORMAT csv',
        `HEADER ${format.header}`,
        `DELIMITER ${quoteText(format.separator)}`,
        `QUOTE ${quoteText(format.quote)}`,
        `ESCAPE ${quoteText(format.escape)}`,
        `NULLSTR ${quoteText(format.nullValue)}`,
        'USE_TMP_FILE false',
      ]
      if (format.dateFormat !== undefined) options.push(`DATEFORMAT ${quoteText(format.dateFormat)}`)
      if (format.timestampFormat !== undefined) options.push(`TIMESTAMPFORMAT ${quoteText(format.timestampFormat)}`)
      return options.join(', ')
    }
  }
}
