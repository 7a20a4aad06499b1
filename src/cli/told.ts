import type { ProjectFlags } from './connect/server-options.ts'
import type { Fields } from './shown-fields.ts'

/** What was done: the API's answer for programs, a line for people. */
export function told({ quiet, json }: ProjectFlags, answer: Fields, text: string): void {
  if (json === true) console.log(JSON.stringify(answer))
  else if (quiet !== true) console.error(text)
}
