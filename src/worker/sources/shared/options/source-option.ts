/** How the text of an option is read. */
export interface OptionValue<T> {
  /** What may be written, in words that follow "is": true or false. */
  readonly allowed: string
  /** Undefined: the text is none of what is allowed. */
  read(text: string): T | undefined
  /** What another text is: a mistake, or something that exists elsewhere and is not supported here. */
  readonly otherwise: 'invalid-parameter' | 'not-supported'
  /** Control characters other than NUL may be in it. */
  readonly controls: boolean
}

/** An option is understood, or has no effect here for a reason, or is refused for one: none is taken and never looked at. */
export type SourceOption<T> = UsedOption<T> | WithoutEffect<T> | RefusedOption

interface GivenOption<T> {
  readonly value: OptionValue<T>
  /** Another name of the same option. */
  readonly otherName?: string
  /** Options that must be given with it. */
  readonly needs?: readonly string[]
  readonly hint?: string
}

interface UsedOption<T> extends GivenOption<T> {
  readonly kind: 'used'
  readonly meaning: string
  readonly required?: true
}

interface WithoutEffect<T> extends GivenOption<T> {
  readonly kind: 'no-effect'
  /** A sentence's second half: "no effect, because …". */
  readonly because: string
}

interface RefusedOption {
  readonly kind: 'refused'
  readonly because: string
  readonly hint?: string
}

/** Options by their names as people write them; they are read without regard to case. */
export type OptionRecords = Readonly<Record<string, SourceOption<unknown>>>

export interface OptionsSchema<O extends OptionRecords = OptionRecords> {
  /** What an entry is called in messages: option, parameter. */
  readonly word: string
  /** What has them, for messages: "a CSV table". */
  readonly of: string
  readonly options: O
  /** What is wrong with values, by name, that are right each for itself; undefined: nothing. */
  readonly mistake?: (values: Readonly<Record<string, unknown>>) => OptionsMistake | undefined
}

export interface OptionsMistake {
  readonly what: string
  readonly hint: string
}

/** What was given, by name; undefined for what was not. Refused ones are never given. */
export type OptionValues<O extends OptionRecords> = {
  readonly [K in keyof O as O[K] extends RefusedOption ? never : K]: O[K] extends { readonly value: OptionValue<infer T> }
    ? O[K] extends { readonly required: true }
      ? T
      : T | undefined
    : never
}
