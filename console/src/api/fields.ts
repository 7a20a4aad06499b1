/** Reads the fields of an answer: what it must have and has not is told by name. */
export interface Fields {
  text(name: string): string
  optionalText(name: string): string | undefined
  number(name: string): number
  optionalNumber(name: string): number | undefined
  flag(name: string): boolean
  optionalFlag(name: string): boolean | undefined
  /** An absent list is none. */
  list<T>(name: string, read: (item: Fields) => T): readonly T[]
  /** An absent list is none; what is no text in it is left out. */
  texts(name: string): readonly string[]
  /** undefined where it is absent. */
  fields(name: string): Fields | undefined
  /** As it came. */
  value(name: string): unknown
}

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** An answer that is not as it is documented: of another version of the server. */
export class UnexpectedAnswer extends Error {
  constructor(what: string) {
    super(`The server's answer is not as this console expects it: ${what}. Load the page again; it may be of another version.`)
    this.name = 'UnexpectedAnswer'
  }
}

export function fieldsOf(value: unknown): Fields {
  if (!isRecord(value)) throw new UnexpectedAnswer('it is no object')
  const required = <T>(name: string, found: T | undefined): T => {
    if (found === undefined) throw new UnexpectedAnswer(`${name} is missing`)
    return found
  }
  const listOf = (name: string): readonly unknown[] => {
    const found = value[name]
    return Array.isArray(found) ? found : []
  }
  const self: Fields = {
    text: (name) => required(name, self.optionalText(name)),
    optionalText: (name) => ofType(value[name], 'string'),
    number: (name) => required(name, self.optionalNumber(name)),
    optionalNumber: (name) => ofType(value[name], 'number'),
    flag: (name) => required(name, self.optionalFlag(name)),
    optionalFlag: (name) => ofType(value[name], 'boolean'),
    list: (name, read) => listOf(name).map((item) => read(fieldsOf(item))),
    texts: (name) => listOf(name).filter((item) => typeof item === 'string'),
    fields: (name) => (isRecord(value[name]) ? fieldsOf(value[name]) : undefined),
    value: (name) => value[name],
  }
  return self
}

interface Types {
  readonly string: string
  readonly number: number
  readonly boolean: boolean
}

function ofType<K extends keyof Types>(value: unknown, type: K): Types[K] | undefined {
  return isOfType(value, type) ? value : undefined
}

const isOfType = <K extends keyof Types>(value: unknown, type: K): value is Types[K] => typeof value === type
