import { CausewayError } from '../../../base/errors.ts'
import { notSupported } from '../syntax-error.ts'
import { settingValue } from './settings.ts'

/** ${name} and ${prefix:name}, as Spark's ConfigReader finds them. */
const VARIABLE = /\$\{(?:(\w+?):)?(\S+?)\}/g
/** Behind the last brace of each of these there is no variable. */
const BETWEEN_SPACES = /\S+/g
/** Of one statement, with those in values of variables. */
const REPLACEMENTS_MAX = 10_000
const STATEMENT_LENGTH_MAX = 500_000
const SETTING_PREFIXES: ReadonlySet<string | undefined> = new Set([undefined, 'spark', 'sparkconf', 'hivevar', 'hiveconf'])

export interface Substituted {
  readonly text: string
  /** The names that have no value. */
  readonly unset: readonly string[]
}

/**
 * The statement with the values of its variables, wherever they stand, in strings and comments too: Spark replaces them before it reads the statement. One
 * that has no value is replaced by nothing, as in Spark; one of an unknown prefix stays.
 */
export function substituteVariables(sql: string, settings: Readonly<Record<string, string>>): Substituted {
  if (!sql.includes('${') || settingValue('spark.sql.variable.substitute', settings)?.toLowerCase() === 'false')
    return { text: sql, unset: [] }
  let replacements = 0
  const unset = new Set<string>()
  const substituted = (text: string, within: readonly string[]): string => {
    const result = replaceVariables(text, (written: string, prefix: string | undefined, name: string) => {
      if (prefix === 'env' || prefix === 'system') {
        throw notSupported(
          `The variable ${written.slice(0, 80)}`,
          'Nothing of the machine is shown: write the value into the statement, or SET a name.',
        )
      }
      if (!SETTING_PREFIXES.has(prefix)) return written
      const value = settingValue(name, settings)
      if (within.includes(name)) throw new CausewayError('sql-semantics', `The variable ${name.slice(0, 80)} has itself in its value`)
      replacements += 1
      if (replacements > REPLACEMENTS_MAX) throw tooMany(`The statement has more than ${REPLACEMENTS_MAX} variables`)
      if (value !== undefined && value !== '<undefined>') return substituted(value, [...within, name])
      unset.add(name)
      return ''
    })
    if (result.length >= STATEMENT_LENGTH_MAX) {
      throw tooMany(
        `With the values of its variables the statement has ${result.length} characters; it may have fewer than ${STATEMENT_LENGTH_MAX}`,
      )
    }
    return result
  }
  return { text: substituted(sql, []), unset: [...unset] }
}

type Replacer = (written: string, prefix: string | undefined, name: string) => string

/** Searched where it must end: a text of many beginnings without an end would be read anew to its end at each of them. */
const replaceVariables = (text: string, replacer: Replacer): string =>
  text.replaceAll(BETWEEN_SPACES, (run) => {
    const end = run.lastIndexOf('}') + 1
    return run.slice(0, end).replaceAll(VARIABLE, replacer) + run.slice(end)
  })

const tooMany = (message: string): CausewayError => new CausewayError('limit-exceeded', message)
