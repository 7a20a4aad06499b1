import { cellText, jsonCells, jsonEntries } from '../../../../src/base/json-cells.ts'

/** A value as a tree; numbers keep every digit. */
export type NestedValue =
  | { readonly kind: 'plain'; readonly text: string; readonly isText: boolean }
  | { readonly kind: 'list'; readonly values: readonly NestedValue[] }
  | { readonly kind: 'fields'; readonly fields: readonly { readonly name: string; readonly value: NestedValue }[] }

export function nestedValue(cell: string): NestedValue {
  switch (cell[0]) {
    case '[':
      return { kind: 'list', values: jsonCells(cell).map(nestedValue) }
    case '{':
      return { kind: 'fields', fields: jsonEntries(cell).map(([key, value]) => ({ name: cellText(key), value: nestedValue(value) })) }
    default:
      return { kind: 'plain', text: cellText(cell), isText: cell.startsWith('"') }
  }
}
