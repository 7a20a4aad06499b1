import type { DeclaredType } from '../../../base/spark-type.ts'
import type { Query, TableName } from './query.ts'
import type { FunctionName, FunctionParameter, NewColumn, ViewColumn, WrittenExpression, WrittenQuery } from './written-parts.ts'

/** What changes or shows a session, and what tells about statements without running them. */
export type SessionStatement =
  | {
      readonly kind: 'create-view'
      readonly view: TableName
      readonly isGlobal: boolean
      readonly isReplacing: boolean
      readonly columns: readonly ViewColumn[] | undefined
      readonly comment: string | undefined
      readonly written: WrittenQuery
    }
  | {
      readonly kind: 'create-source-view'
      readonly view: TableName
      readonly isGlobal: boolean
      readonly isReplacing: boolean
      readonly columns: readonly NewColumn[] | undefined
      readonly provider: string
      /** Names in lower case. */
      readonly options: ReadonlyMap<string, string>
    }
  | {
      readonly kind: 'create-catalog-view'
      readonly view: TableName
      readonly isReplacing: boolean
      readonly ifNotExists: boolean
      readonly columns: readonly ViewColumn[] | undefined
      readonly comment: string | undefined
      readonly properties: ReadonlyMap<string, string>
      readonly written: WrittenQuery
    }
  | { readonly kind: 'alter-view'; readonly view: TableName; readonly written: WrittenQuery }
  | { readonly kind: 'rename-view'; readonly view: TableName; readonly newName: TableName }
  | {
      readonly kind: 'change-view-properties'
      readonly view: TableName
      readonly set: ReadonlyMap<string, string>
      readonly unset: readonly string[]
      readonly ifExists: boolean
    }
  | { readonly kind: 'drop-view'; readonly view: TableName; readonly ifExists: boolean }
  | {
      readonly kind: 'create-function'
      readonly function: FunctionName
      readonly isReplacing: boolean
      readonly ifNotExists: boolean
      readonly parameters: readonly FunctionParameter[]
      readonly returns: DeclaredType
      readonly comment: string | undefined
      readonly body: WrittenExpression
    }
  | { readonly kind: 'drop-function'; readonly function: FunctionName; readonly ifExists: boolean }
  | { readonly kind: 'show-views'; readonly database: string | undefined; readonly pattern: string | undefined }
  | { readonly kind: 'show-current-database' }
  | { readonly kind: 'use'; readonly database: string }
  | { readonly kind: 'set'; readonly name: string; readonly value: string }
  | { readonly kind: 'show-setting'; readonly name: string }
  | { readonly kind: 'show-settings'; readonly isVerbose: boolean }
  | { readonly kind: 'reset'; readonly name: string | undefined }
  | { readonly kind: 'describe-query'; readonly query: Query }
  | { readonly kind: 'describe-function'; readonly database: string | undefined; readonly name: string; readonly isExtended: boolean }
  | {
      readonly kind: 'show-functions'
      readonly scope: 'all' | 'system' | 'user'
      readonly database: string | undefined
      readonly pattern: string | undefined
    }
  | { readonly kind: 'cache-table'; readonly table: TableName; readonly written: WrittenQuery | undefined }
  | { readonly kind: 'uncache-table'; readonly table: TableName; readonly ifExists: boolean }
  | { readonly kind: 'clear-cache' }
  | { readonly kind: 'refresh-table'; readonly table: TableName }
  | { readonly kind: 'refresh-function'; readonly database: string | undefined; readonly name: string }
  | { readonly kind: 'refresh-path' }
  | { readonly kind: 'analyze-table'; readonly table: TableName; readonly columnNames: readonly string[] }
  | { readonly kind: 'analyze-tables'; readonly database: string | undefined }

export type SessionStatementKind = SessionStatement['kind']
