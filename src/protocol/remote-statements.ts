/** Of the statements that a job sent to remote databases: the first so many, and so many characters of them with the names of their sources. */
export const REMOTE_STATEMENT_LIMITS = { count: 1_000, characters: 1_048_576 } as const

const CUT = ' …'

/** What is known of a statement; the amounts as it goes on. */
interface KeptStatement {
  readonly source: string
  readonly sql: string
  rows?: number
  bytes?: number
  milliseconds?: number
}

/** The first statements of a job, as many as are shown: kept by the worker, and by the server again, which does not trust it. */
export class FirstStatements {
  readonly #kept: KeptStatement[] = []
  #left: number = REMOTE_STATEMENT_LIMITS.characters

  /** The statement with which the characters end is cut; what comes after it is left out: it is undefined. */
  add({ source, sql, ...amounts }: Readonly<KeptStatement>): KeptStatement | undefined {
    const room = this.#left - source.length
    if (this.#kept.length >= REMOTE_STATEMENT_LIMITS.count || room <= CUT.length) return undefined
    const shown = sql.length <= room ? sql : `${sql.slice(0, room - CUT.length)}${CUT}`
    this.#left = room - shown.length
    const kept: KeptStatement = { source, sql: shown, ...amounts }
    this.#kept.push(kept)
    return kept
  }

  get kept(): readonly Readonly<KeptStatement>[] {
    return this.#kept
  }
}
