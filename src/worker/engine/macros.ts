const NAME = /^CREATE OR REPLACE MACRO (\w+)/

/**
 * The macros and functions of our own that statements may call, each made when a statement first needs it: to make them all takes the engine longer than to open, and a worker's jobs need a few.
 */
export class Macros {
  readonly #statements: ReadonlyMap<string, string>
  readonly #made = new Set<string>()
  readonly #run: (sql: string) => Promise<unknown>
  readonly #functions: ReadonlySet<string>
  readonly #register: (name: string) => Promise<void>

  /**
   * @param statements CREATE OR REPLACE MACRO … each; a macro calls only macros before it
   * @param functions of our own, which are registered in the same way
   */
  constructor(
    statements: readonly string[],
    run: (sql: string) => Promise<unknown>,
    functions: readonly string[] = [],
    register: (name: string) => Promise<void> = async () => {},
  ) {
    this.#statements = new Map(statements.map((statement) => [NAME.exec(statement)?.[1] ?? '', statement]))
    this.#run = run
    this.#functions = new Set(functions)
    this.#register = register
  }

  /** Before a statement is given to the engine: makes what it calls and is not there yet. */
  async makeFor(sql: string): Promise<void> {
    const missing = new Map<string, string>()
    this.#collect(sql, missing)
    await this.#registerFor([sql, ...missing.values()])
    if (missing.size === 0) return
    // In one call: each crossing into the engine costs more than such SQL does.
    await this.#run([...missing.values()].join(';\n'))
    for (const name of missing.keys()) this.#made.add(name)
  }

  async #registerFor(texts: readonly string[]): Promise<void> {
    for (const text of texts)
      for (const [word] of text.matchAll(/\bfn_\w+/g))
        if (this.#functions.has(word) && !this.#made.has(word)) {
          await this.#register(word)
          this.#made.add(word)
        }
  }

  /** In the order in which they can be made. A name in a string or of a column makes one for nothing, no more. */
  #collect(text: string, into: Map<string, string>): void {
    for (const [word] of text.matchAll(/\w+/g)) {
      const statement = this.#statements.get(word)
      if (statement === undefined || into.has(word) || this.#made.has(word)) continue
      this.#collect(statement.replace(NAME, ''), into)
      into.set(word, statement)
    }
  }
}
