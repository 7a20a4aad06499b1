/** Which of the files below a place are those of a table, as Spark's options of all formats say. */
export interface FileChoice {
  /** Of a file's name. */
  readonly isNamedSo: ((name: string) => boolean) | undefined
  /** Files of all folders below, and no folder says the value of a column. */
  readonly isRecursive: boolean
  /** In milliseconds; files of just then are in neither. */
  readonly before: number | undefined
  readonly after: number | undefined
  /** The location from where folders are columns; undefined: the place itself, or each that a pattern finds. */
  readonly basePath: string | undefined
  /** When a file was changed, in milliseconds, where its object in a store says it. */
  readonly modifiedAt?: (path: string) => number | undefined
  /** Of a real path below the folder: what is there is not looked at, and counts nowhere. */
  readonly isLeftOut?: ((path: string) => boolean) | undefined
}

export const ALL_FILES: FileChoice = {
  isNamedSo: undefined,
  isRecursive: false,
  before: undefined,
  after: undefined,
  basePath: undefined,
}
