/** One field of a form. What a person leaves empty is not sent, unless the request says otherwise. */
export type FieldSpec = FieldWords &
  (
    | { readonly kind: 'text' | 'password' | 'number'; readonly initial?: string }
    /** One a line. */
    | { readonly kind: 'lines'; readonly initial?: string }
    | { readonly kind: 'choice'; readonly options: readonly Choice[]; readonly initial?: string }
    | { readonly kind: 'flag'; readonly initial?: boolean }
  )

interface FieldWords {
  readonly name: string
  readonly label: string
  readonly description?: string
  readonly isRequired?: boolean
}

export interface Choice {
  readonly value: string
  readonly label: string
}

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
}

export type Entered = Readonly<Record<string, string | boolean>>

export const initialValues = (fields: readonly FieldSpec[]): Entered =>
  Object.fromEntries(
    fields.map((field) => {
      switch (field.kind) {
        case 'flag':
          return [field.name, field.initial ?? false]
        case 'choice':
          return [field.name, field.initial ?? field.options[0]?.value ?? '']
        default:
          return [field.name, field.initial ?? '']
      }
    }),
  )

export function valuesOf(entered: Entered): FormValues {
  const text = (name: string): string => {
    const value = entered[name]
    return typeof value === 'string' ? value : ''
  }
  return {
    text,
    given: (name) => (text(name).trim() === '' ? undefined : text(name)),
    number(name) {
      const number = Number(text(name))
      return text(name).trim() === '' || Number.isNaN(number) ? undefined : number
    },
    flag: (name) => entered[name] === true,
    lines: (name) =>
      text(name)
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line !== ''),
  }
}

/** The object without what is undefined. */
export const filled = (body: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined))
