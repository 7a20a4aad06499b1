import { JSON_ALLOWANCES, type JsonAllowances, plainJson } from '../../../base/plain-json.ts'
import type { Compute } from './compute.ts'

const NAMES = Object.keys(JSON_ALLOWANCES)

/** A text, the names of what is allowed in it, and 'marked' among them where long numbers are to be. */
export const plainJsonOf: Compute = (text, names) => {
  const given = new Set(String(names).split(' '))
  return plainJson(String(text), allowances(given), given.has('marked')) ?? null
}

const allowances = (given: ReadonlySet<string>): JsonAllowances =>
  NAMES.reduce<JsonAllowances>((made, name) => ({ ...made, [name]: given.has(name) }), JSON_ALLOWANCES)
