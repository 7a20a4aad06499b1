import { Type } from 'typebox'
import type { TokenScope } from '../../domain/account.ts'
import { storedValue } from '../sqlite/rows.ts'

const scopeKind = storedValue('scope of a token', Type.Union([Type.Literal('none'), Type.Literal('project'), Type.Literal('domain')]))

export function scopeOf(kindText: string, id: string): TokenScope {
  const kind = scopeKind(kindText)
  return kind === 'none' ? { kind } : { kind, id }
}

export const scopeColumns = (scope: TokenScope): { readonly scopeKind: string; readonly scopeId: string } => ({
  scopeKind: scope.kind,
  scopeId: scope.kind === 'none' ? '' : scope.id,
})
