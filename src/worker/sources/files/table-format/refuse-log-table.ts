import { CausewayError } from '../../../../base/errors.ts'
import { TABLE_FORMATS } from '../../../../protocol/file-formats.ts'
import type { TableDefinition } from '../../../../protocol/table-definition.ts'
import { readOnlyHint, tableFormatOf } from '../../../../protocol/table-format.ts'

/** @throws CausewayError not-supported for a table whose log says which files it has: a file that we add would be no part of it. */
export function refuseLogTable({ database, name, source }: TableDefinition): void {
  const format = tableFormatOf(source)
  if (format === undefined) return
  throw new CausewayError('not-supported', `Writing into ${database}.${name}, a table of ${TABLE_FORMATS[format]}, is not supported`, {
    hint: readOnlyHint(source) ?? '',
  })
}
