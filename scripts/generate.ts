/** Writes the pages of docs/reference/ that come from tables in the code, and what clients are told of them. With --check it writes nothing and fails when a page is not as it would be. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { openApiText } from '../src/server/api/open-api/document.ts'
import { operations } from '../src/server/api/operations.ts'
import { TABLE_OPTIONS } from '../src/worker/sources/registry.ts'
import { assemblyModule } from './reference/assembly-module.ts'
import { errorsPage } from './reference/errors-page.ts'
import { functionsModule, functionsPage } from './reference/functions-page.ts'
import { mysqlTypesPage } from './reference/mysql-types-page.ts'
import { operationsPage } from './reference/operations-page.ts'
import { postgresTypesPage } from './reference/postgres-types-page.ts'
import { settingsPage } from './reference/settings-page.ts'
import { tableOptionsPage } from './reference/table-options-page.ts'

const ROOT = join(import.meta.dirname, '..')
const MODULE = 'src/client/sql-text/spark-functions.ts'
const pages: Readonly<Record<string, string>> = {
  'docs/reference/operations.md': operationsPage(operations),
  'docs/reference/errors.md': errorsPage(),
  'docs/reference/mysql-types.md': mysqlTypesPage(),
  'docs/reference/postgres-types.md': postgresTypesPage(),
  'docs/reference/table-options.md': tableOptionsPage(TABLE_OPTIONS),
  'docs/reference/session-settings.md': settingsPage(),
  'docs/reference/functions.md': functionsPage(),
  'docs/reference/openapi.json': `${JSON.stringify(JSON.parse(await openApiText(operations, () => undefined)), undefined, 2)}\n`,
  [MODULE]: functionsModule(),
  'src/worker/sources/files/csv/rows/row-reader-module.ts': assemblyModule('csv/assembly/row-reader.ts', 'ROW_READER'),
  'src/worker/sources/files/json/columns/line-reader-module.ts': assemblyModule('json/assembly/line-reader.ts', 'LINE_READER'),
}

function current(name: string): string | undefined {
  try {
    return readFileSync(join(ROOT, name), 'utf8')
  } catch {
    return undefined
  }
}

const stale = Object.entries(pages).filter(([name, text]) => current(name) !== text)
if (process.argv.includes('--check')) {
  for (const [name] of stale) console.error(`${name} is not what the code says: run npm run generate`)
  process.exitCode = stale.length === 0 ? 0 : 1
} else {
  for (const [name, text] of stale) {
    mkdirSync(dirname(join(ROOT, name)), { recursive: true })
    writeFileSync(join(ROOT, name), text)
  }
  console.log(stale.length === 0 ? 'Everything is up to date' : `Wrote ${stale.map(([name]) => name).join(', ')}`)
}
