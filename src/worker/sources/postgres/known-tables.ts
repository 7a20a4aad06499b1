const TABLES_MAX = 200

interface Known<Table> {
  readonly stamp: string
  readonly table: Table
}

/** Tables as they were when they were looked at last, for as long as the worker lives. Each has a stamp, which is another one as soon as the table may be. */
export class KnownTables<Table> {
  readonly #tables = new Map<string, Known<Table>>()

  get(place: string, name: string): Known<Table> | undefined {
    return this.#tables.get(keyOf(place, name))
  }

  /** The ones that were kept first go first. */
  keep(place: string, name: string, known: Known<Table>): void {
    const key = keyOf(place, name)
    this.#tables.delete(key)
    this.#tables.set(key, known)
    const [first] = this.#tables.keys()
    if (this.#tables.size > TABLES_MAX && first !== undefined) this.#tables.delete(first)
  }
}

const keyOf = (place: string, name: string): string => JSON.stringify([place, name])
