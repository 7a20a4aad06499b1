/** Writes the pages of docs/reference/ that come from tables in the code. With --check it writes nothing and fails when a page is not as it would be. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openApiDocument } from '../src/server/api/open-api/document.ts'
import { operations } from '../src/server/api/operations.ts'
import { TABLE_OPTIONS } from '../src/worker/sources/registry.ts'
import { errorsPage } from './reference/errors-page.ts'
import { functionsPage } from './reference/functions-page.ts'
import { mysqlTypesPage } from './reference/mysql-types-page.ts'
import { operationsPage } from './reference/operations-page.ts'
import { postgresTypesPage } from './reference/postgres-types-page.ts'
import { settingsPage } from './reference/settings-page.ts'
import { tableOptionsPage } from './reference/table-options-page.ts'

const FOLDER = join(import.meta.dirname, '..', 'docs', 'reference')
const pages: Readonly<Record<string, string>> = {
  'operations.md': operationsPage(operations),
  'errors.md': errorsPage(),
  'mysql-types.md': mysqlTypesPage(),
  'postgres-types.md': postgresTypesPage(),
  'table-options.md': tableOptionsPage(TABLE_OPTIONS),
  'session-settings.md': settingsPage(),
  'functions.md': functionsPage(),
  'openapi.json': `${JSON.stringify(openApiDocument(operations), undefined, 2)}\n`,
}

function current(name: string): string | undefined {
  try {
    return readFileSync(join(FOLDER, name), 'utf8')
  } catch {
    return undefined
  }
}

const stale = Object.entries(pages).filter(([name, text]) => current(name) !== text)
if (process.argv.includes('--check')) {
  for (const [name] of stale) console.error(`docs/reference/${name} is not what the code says: run npm run generate`)
  process.exitCode = stale.length === 0 ? 0 : 1
} else {
  mkdirSync(FOLDER, { recursive: true })
  for (const [name, text] of stale) writeFileSync(join(FOLDER, name), text)
  console.log(stale.length === 0 ? 'Everything is up to date' : `Wrote ${stale.map(([name]) => `docs/reference/${name}`).join(', ')}`)
}
