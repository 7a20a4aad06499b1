import { hexOf, NULL_PARTITION } from '../../../../protocol/partition-folder.ts'

/** A folder for a value of a partition column, as the engine writes it, and reads it back. */
export const engineFolder = (column: string, value: string | null): string =>
  `${engineText(column)}=${value === null ? NULL_PARTITION : engineText(value)}`

/** A part of the name of a folder as the engine writes it. It reads values back, and columns go by their names as they are written there. */
export const engineText = (text: string): string => encodeURIComponent(text).replaceAll(/[!'()*]/g, (character) => `%${hexOf(character)}`)
