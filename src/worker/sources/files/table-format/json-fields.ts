import { CausewayError } from '../../../../base/errors.ts'

/** An object of a log, whose fields are looked at one by one; `shown`: the file that it stands in, for messages. */
export class JsonFields {
  readonly #fields: Readonly<Record<string, unknown>>
  readonly #name: string
  readonly #shown: string

  /** @throws CausewayError for what is no object */
  constructor(value: unknown, name: string, shown: string) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrongField(name, 'an object', shown)
    this.#fields = value as Readonly<Record<string, unknown>>
    this.#name = name
    this.#shown = shown
  }

  has(field: string): boolean {
    return this.raw(field) !== undefined
  }

  /** Undefined: the field is not there, or null. */
  raw(field: string): unknown {
    return Object.hasOwn(this.#fields, field) ? (this.#fields[field] ?? undefined) : undefined
  }

  keys(): readonly string[] {
    return Object.keys(this.#fields)
  }

  text(field: string): string {
    return this.textOr(field, undefined) ?? this.#missing(field, 'a text')
  }

  textOr<D>(field: string, otherwise: D): string | D {
    const value = this.raw(field)
    if (value === undefined) return otherwise
    return typeof value === 'string' ? value : this.#missing(field, 'a text')
  }

  /** A whole number from 0. */
  count(field: string): number {
    return this.countOr(field, undefined) ?? this.#missing(field, 'a whole number')
  }

  countOr<D>(field: string, otherwise: D): number | D {
    const value = this.raw(field)
    if (value === undefined) return otherwise
    return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : this.#missing(field, 'a whole number')
  }

  boolean(field: string): boolean {
    const value = this.raw(field)
    return typeof value === 'boolean' ? value : this.#missing(field, 'true or false')
  }

  object(field: string): JsonFields {
    return new JsonFields(this.raw(field), `${this.#name}.${field}`, this.#shown)
  }

  objectOr(field: string): JsonFields | undefined {
    return this.has(field) ? this.object(field) : undefined
  }

  list(field: string): readonly unknown[] {
    const value = this.raw(field)
    return Array.isArray(value) ? (value as readonly unknown[]) : this.#missing(field, 'a list')
  }

  texts(field: string): readonly string[] {
    return this.list(field).map((value) => (typeof value === 'string' ? value : this.#missing(field, 'a list of texts')))
  }

  /** Texts, or null, by their names. */
  textMap(field: string): ReadonlyMap<string, string | null> {
    const fields = this.object(field)
    return new Map(fields.keys().map((name) => [name, fields.textOr(name, null)]))
  }

  #missing(field: string, wanted: string): never {
    throw wrongField(`${this.#name}.${field}`, wanted, this.#shown)
  }
}

const wrongField = (name: string, wanted: string, shown: string): CausewayError =>
  new CausewayError('invalid-parameter', `${shown}: ${name} is not ${wanted}`, {
    hint: 'The file is damaged, or was not written as its format says.',
  })
