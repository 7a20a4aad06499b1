import type { TableDefinition } from './table-definition.ts'
import type { CatalogEntry, ViewDefinition } from './view-definition.ts'

// Apart from the schemas: workers use it, and do without their library.
export const isView = (entry: CatalogEntry): entry is ViewDefinition => entry.source.kind === 'view'
export const isTable = (entry: CatalogEntry): entry is TableDefinition => entry.source.kind !== 'view'
