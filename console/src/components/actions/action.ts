import type { ApiRequest } from '../../api/request.ts'
import type { FieldSpec, FormValues } from './form-values.ts'

/** A call that changes something, as a form: its fields, and the request that they make. */
export interface Action {
  /** Of the button, and of the form that it opens. */
  readonly label: string
  /** What it does, where the label does not say it all. */
  readonly intro?: string
  /** It takes something away. */
  readonly isDanger?: boolean
  /** What has to be typed before, for what cannot be undone. */
  readonly confirm?: string
  readonly fields?: readonly FieldSpec[]
  /** What is wrong with what was entered; undefined: nothing. */
  readonly wrong?: (values: FormValues) => string | undefined
  readonly request: (values: FormValues) => ApiRequest
  /** The call says with dry_run=true what it would do to what is expected: it is asked first. */
  readonly foretells?: boolean
  /** The first parts of the query keys that it makes old. */
  readonly stale: readonly string[]
  /** What the answer shows this once. */
  readonly shownOnce?: (answer: unknown) => readonly Secret[]
  readonly onDone?: (answer: unknown, values: FormValues) => void
}

/** What is told once, and by nobody again. */
export interface Secret {
  readonly name: string
  readonly value: string
}
