/** Names of another that a user has said himself: what was made with them may show them to him again. */
import { type Json, object } from './api-document.ts'

interface Said {
  readonly method: string
  readonly target: string
  readonly body: Buffer
}

const ID = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/

export class OwnWords {
  /** By the id of what was made. */
  readonly #byId = new Map<string, ReadonlySet<string>>()
  readonly #hidden: readonly string[]

  constructor(hidden: readonly string[]) {
    this.#hidden = hidden
  }

  /** Of a request that was carried out. Only what is new by it counts: not what it named, and nothing that lies deeper in its answer, as in a list. */
  made({ method, target, body }: Said, answer: Json | undefined): void {
    if (method === 'GET' || method === 'HEAD') return
    const said = body.toString()
    const words = this.#hidden.filter((each) => said.includes(each))
    if (words.length === 0) return
    for (const id of Object.values(object(answer))) {
      if (typeof id === 'string' && ID.test(id) && !said.includes(id) && !target.includes(id)) this.#byId.set(id, new Set(words))
    }
  }

  /** The answer, but for these words where what was made with them is told: by its id in the path, or beside the words and above them. */
  without({ target }: Pick<Said, 'target'>, answer: Json): Json {
    return this.#cleaned(answer, this.#ofIds(target.split(/[/?&=]/)))
  }

  #cleaned(value: Json, own: ReadonlySet<string>): Json {
    if (typeof value === 'string') return [...own].reduce((left, word) => left.replaceAll(word, ''), value)
    if (value === null || typeof value !== 'object') return value
    if (isList(value)) return value.map((item) => this.#cleaned(item, own))
    const here = own.union(this.#ofIds(Object.values(value)))
    return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, this.#cleaned(field, here)]))
  }

  #ofIds(ids: readonly Json[]): ReadonlySet<string> {
    return new Set(ids.flatMap((id) => (typeof id === 'string' ? [...(this.#byId.get(id) ?? [])] : [])))
  }
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value)
