import { CausewayError } from '../../../base/errors.ts'
import type { UserFunction } from '../../../protocol/user-function.ts'
import type { FunctionsInSight, WrittenFunction } from '../bind/functions-in-sight.ts'
import type { CatalogReader } from '../catalog-reader.ts'
import { guardDepth } from '../guard-depth.ts'
import type { FunctionCall } from '../tree/query.ts'
import { userCalls } from './sight.ts'
import { writtenFunction } from './written-function.ts'

/** A statement that reaches more functions of databases than this is somebody's slip. */
const FUNCTIONS_MAX = 1_000

const keyOf = (name: string, database: string | undefined): string => (database === undefined ? name : `${database}.${name}`)

/** The functions of the user that a statement calls, by itself and through one another: the text of each is read once. */
export class UsedFunctions implements FunctionsInSight {
  readonly #ofSession: ReadonlyMap<string, UserFunction>
  readonly #read = new Map<string, WrittenFunction>()

  private constructor(ofSession: ReadonlyMap<string, UserFunction>) {
    this.#ofSession = ofSession
  }

  /** Asks the catalog for those that the trees call. */
  static async read(trees: readonly unknown[], ofSession: readonly UserFunction[], catalog: CatalogReader): Promise<UsedFunctions> {
    const used = new UsedFunctions(new Map(ofSession.map((one) => [one.name, one])))
    const asked = new Set<string>()
    let calls = guardDepth(() => trees.flatMap(userCalls))
    while (calls.length > 0) {
      const bodies = await Promise.all(calls.map((call) => used.#load(call, asked, catalog)))
      if (asked.size > FUNCTIONS_MAX)
        throw new CausewayError('limit-exceeded', `The statement calls more than ${FUNCTIONS_MAX} functions, at ${calls[0]?.name}`)
      calls = guardDepth(() => bodies.flatMap(userCalls))
    }
    return used
  }

  /** The body that is read next. */
  async #load({ name, home }: FunctionCall, asked: Set<string>, catalog: CatalogReader): Promise<unknown> {
    const key = keyOf(name, home?.database)
    if (asked.has(key)) return undefined
    asked.add(key)
    if (home === undefined) return this.find(name, undefined)?.body
    const definition = await catalog.function?.(home.database, name)
    if (definition === undefined) return undefined
    const written = writtenFunction(definition, home.database, new Set())
    this.#read.set(key, written)
    return written.body
  }

  find(name: string, database: string | undefined): WrittenFunction | undefined {
    const key = keyOf(name, database)
    const read = this.#read.get(key)
    if (read !== undefined || database !== undefined) return read
    const definition = this.#ofSession.get(name)
    if (definition === undefined) return undefined
    const written = writtenFunction(definition, undefined, new Set(this.#ofSession.keys()))
    this.#read.set(key, written)
    return written
  }

  /** With a new one beside them, or in the place of one. */
  with(
    definition: UserFunction,
    database: string | undefined,
  ): { readonly functions: FunctionsInSight; readonly written: WrittenFunction } {
    const own = new Set([...this.#ofSession.keys(), ...(database === undefined ? [definition.name] : [])])
    const written = writtenFunction(definition, database, database === undefined ? own : new Set())
    const key = keyOf(definition.name, database)
    return { written, functions: { find: (name, where) => (keyOf(name, where) === key ? written : this.find(name, where)) } }
  }
}
