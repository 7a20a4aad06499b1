import { CausewayError } from '../../../../base/errors.ts'
import type { OrcType } from './orc-type.ts'

/** What Hive called columns before files had their names. */
const NAMELESS = '_col'

/**
 * For each of the names the part of a row that it is; undefined: there is none. A file that names no columns has them in the order of the table's.
 * @throws CausewayError for a name that two have
 */
export function columnTypes(
  root: OrcType,
  wanted: readonly string[],
  tableColumns: readonly string[],
  shown: string,
): readonly (OrcType | undefined)[] {
  if (root.names.every((name) => name.startsWith(NAMELESS))) return wanted.map((name) => root.children[tableColumns.indexOf(name)])
  return wanted.map((name) => fieldType(root, name, shown))
}

/** Fields are found by their names, in any case. */
export function fieldType({ names, children }: OrcType, wanted: string, shown: string): OrcType | undefined {
  const same = names.flatMap((name, index) => (name.toLowerCase() === wanted.toLowerCase() ? [index] : []))
  const [only] = same
  if (same.length > 1)
    throw new CausewayError(
      'not-supported',
      `${shown} has ${same.length} fields for column "${wanted}", which differ in case only: that is not supported, as in Spark`,
      { hint: 'Write the file anew with other names.' },
    )
  return only === undefined ? undefined : children[only]
}

/** The numbers of the types whose streams are read. */
export function readTypes(types: readonly (OrcType | undefined)[]): ReadonlySet<number> {
  const ids = new Set<number>()
  const add = (type: OrcType): void => {
    ids.add(type.id)
    for (const child of type.children) add(child)
  }
  for (const type of types) if (type !== undefined) add(type)
  return ids
}
