import type { TemporaryView, ViewName } from '../../../protocol/session.ts'
import type { Column } from '../../../protocol/table-definition.ts'
import type { UserFunction } from '../../../protocol/user-function.ts'
import type { ViewDefinition, ViewMode } from '../../../protocol/view-definition.ts'
import type { PropertiesChange } from '../../../protocol/worker-calls.ts'
import type { NewTableSource } from '../new-table-source.ts'

/** Where a name leads: a temporary view goes before the table when the name stands alone. */
export interface NamedRelation {
  readonly database: string
  readonly table: string
  readonly isBare: boolean
}

/** What a statement of a session becomes when it is carried out. */
export type SessionCommand =
  /** Everything is known already. */
  | { readonly kind: 'rows'; readonly names: readonly string[]; readonly rows: readonly (readonly (string | null)[])[] }
  | { readonly kind: 'use-database'; readonly database: string }
  /** The name as it is told, which may stand behind hivevar:. */
  | { readonly kind: 'set'; readonly name: string; readonly writtenName: string; readonly value: string }
  | { readonly kind: 'reset'; readonly name: string | undefined }
  | { readonly kind: 'create-function'; readonly function: UserFunction; readonly isReplacing: boolean }
  | { readonly kind: 'drop-function'; readonly name: string; readonly ifExists: boolean }
  | {
      readonly kind: 'put-catalog-function'
      readonly database: string
      readonly function: UserFunction
      readonly isReplacing: boolean
      readonly ifNotExists: boolean
    }
  | { readonly kind: 'drop-catalog-function'; readonly database: string; readonly name: string; readonly ifExists: boolean }
  | {
      readonly kind: 'describe-catalog-function' | 'refresh-catalog-function'
      readonly database: string
      readonly name: string
      /** Named without its database: it would have been built in, or of the session. */
      readonly isBare: boolean
      readonly isExtended: boolean
    }
  /** `database`: whose functions are listed beside those names; absent: those of none. */
  | { readonly kind: 'show-functions'; readonly names: readonly string[]; readonly database?: string; readonly pattern?: string }
  | { readonly kind: 'show-views'; readonly database: string; readonly pattern?: string }
  | {
      readonly kind: 'create-view'
      readonly view: TemporaryView
      readonly isGlobal: boolean
      readonly mode: 'new' | 'replace' | 'alter'
      readonly note?: string
    }
  | {
      readonly kind: 'create-source-view'
      readonly name: string
      readonly isGlobal: boolean
      readonly mode: 'new' | 'replace'
      readonly source: NewTableSource
      /** Absent: those that are found at the place. */
      readonly columns?: readonly Column[]
    }
  | { readonly kind: 'put-catalog-view'; readonly view: ViewDefinition; readonly mode: ViewMode; readonly ifNotExists: boolean }
  | { readonly kind: 'rename-view'; readonly relation: NamedRelation; readonly newName: string }
  | { readonly kind: 'change-view-properties'; readonly relation: NamedRelation; readonly change: PropertiesChange }
  | { readonly kind: 'drop-view'; readonly view: ViewName; readonly ifExists: boolean; readonly place: NamedRelation }
  /** The relation has to be there, with these columns; nothing else happens, and the note says why. */
  | {
      readonly kind: 'note'
      readonly relation: NamedRelation
      readonly ifExists: boolean
      readonly columnNames: readonly string[]
      readonly allowsView: boolean
      readonly note: string
    }
  /** Finds a table of a remote schema anew. Of any other nothing is kept that could be old. */
  | { readonly kind: 'refresh-table'; readonly relation: NamedRelation }
  | { readonly kind: 'note-of-database'; readonly database: string; readonly note: string }
