/** One field of a form. What a person leaves empty is not sent, unless the request says otherwise. */
export type FieldSpec = FieldWords &
  (
    | { readonly kind: 'text' | 'password' | 'number' | 'date'; readonly initial?: string }
    /** One a line; or one text of several lines. */
    | { readonly kind: 'lines' | 'whole-text'; readonly initial?: string }
    | { readonly kind: 'choice'; readonly options: readonly Choice[]; readonly initial?: string }
    /** Any number of them. */
    | { readonly kind: 'choices'; readonly options: readonly Choice[]; readonly initial?: readonly string[] }
    | { readonly kind: 'flag'; readonly initial?: boolean }
    /** One of the visitor's own machine. */
    | { readonly kind: 'file' }
  )

interface FieldWords {
  readonly name: string
  readonly label: string
  readonly description?: string
  readonly isRequired?: boolean
  /** Absent: always. */
  readonly isShown?: (values: FormValues) => boolean
}

export interface Choice {
  readonly value: string
  readonly label: string
}

const choiceOf = (name: string): Choice => ({ value: name, label: name })
export const choicesOf = (names: readonly string[]): readonly Choice[] => names.map(choiceOf)

/** What stands in a form. */
export interface FormValues {
  /** '' for what is empty. */
  text(name: string): string
  /** undefined for what is empty. */
  given(name: string): string | undefined
  /** undefined for what is empty, or no number. */
  number(name: string): number | undefined
  flag(name: string): boolean
  /** Without empty ones. */
  lines(name: string): readonly string[]
  /** As above; undefined for none. */
  givenLines(name: string): readonly string[] | undefined
  chosen(name: string): readonly string[]
  /** undefined: none is chosen. */
  file(name: string): File | undefined
  /** Its beginning in the browser's zone, as epoch ms; undefined for what is empty. */
  date(name: string): number | undefined
}

export type EnteredValue = string | boolean | readonly string[] | File
export type Entered = Readonly<Record<string, EnteredValue>>

export const initialValues = (fields: readonly FieldSpec[]): Entered =>
  Object.fromEntries(
    fields.map((field) => {
      switch (field.kind) {
        case 'flag':
          return [field.name, field.initial ?? false]
        case 'choices':
          return [field.name, field.initial ?? []]
        case 'choice':
          return [field.name, field.initial ?? field.options[0]?.value ?? '']
        case 'file':
          return [field.name, '']
        default:
          return [field.name, field.initial ?? '']
      }
    }),
  )

export const isNames = (value: EnteredValue | undefined): value is readonly string[] => Array.isArray(value)

export const shownFields = (fields: readonly FieldSpec[], values: FormValues): readonly FieldSpec[] =>
  fields.filter(({ isShown }) => isShown === undefined || isShown(values))

export function valuesOf(entered: Entered): FormValues {
  const text = (name: string): string => {
    const value = entered[name]
    return typeof value === 'string' ? value : ''
  }
  const lines = (name: string): readonly string[] =>
    text(name)
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '')
  return {
    text,
    given: (name) => (text(name).trim() === '' ? undefined : text(name)),
    number(name) {
      const number = Number(text(name))
      return text(name).trim() === '' || Number.isNaN(number) ? undefined : number
    },
    flag: (name) => entered[name] === true,
    lines,
    givenLines: (name) => (lines(name).length === 0 ? undefined : lines(name)),
    chosen(name) {
      const value = entered[name]
      return isNames(value) ? value : []
    },
    file(name) {
      const value = entered[name]
      return typeof value === 'object' && !isNames(value) ? value : undefined
    },
    date(name) {
      const time = new Date(`${text(name)}T00:00`).getTime()
      return Number.isNaN(time) ? undefined : time
    },
  }
}

/** The object without what is undefined. */
export const filled = (body: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined))
