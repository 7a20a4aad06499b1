import { closeMatches } from '../../../../base/close-matches.ts'
import { CausewayError } from '../../../../base/errors.ts'
import { isPlainText, plainText } from '../../../../base/plain-text.ts'
import type { OptionRecords, OptionsMistake, OptionsSchema, OptionValues, SourceOption } from './source-option.ts'

const SHOWN_CHARACTERS_MAX = 100

/** @param mistake what is wrong with values that are right each for itself */
export function optionsSchema<const O extends OptionRecords>(
  word: string,
  of: string,
  options: O,
  mistake?: (values: OptionValues<O>) => OptionsMistake | undefined,
): OptionsSchema<O> {
  if (mistake === undefined) return { word, of, options }
  // Each value was read by the option of its name; the compiler cannot see that.
  return { word, of, options, mistake: (values) => mistake(values as OptionValues<O>) }
}

/**
 * Reads what was given by a schema, each entry or none: names without regard to case, values as the schema says.
 * @throws CausewayError invalid-parameter or not-supported, that names the first option that is unknown, refused, wrong, missing, alone or against another. The
 * value of an option that is not known, or refused, is never repeated: it may be a password.
 */
export function readOptions<O extends OptionRecords>(
  schema: OptionsSchema<O>,
  given: Readonly<Record<string, string>> | readonly (readonly [name: string, value: string])[],
): OptionValues<O> {
  const { word, of, options } = schema
  const values: Record<string, unknown> = {}
  const writtenAs = new Map<string, string>()
  for (const [written, value] of Array.isArray(given) ? given : Object.entries(given)) {
    const name = nameOf(schema, plainText(`name of ${word === 'option' ? 'an' : 'a'} ${word}`, written))
    const option = options[name]
    if (option === undefined) throw unknown(schema, written)
    const earlier = writtenAs.get(name)
    if (earlier !== undefined) throw givenTwice(word, earlier, written)
    writtenAs.set(name, written)
    values[name] = readValue(schema, name, option, value)
  }
  for (const [name, option] of Object.entries(options)) {
    const missing = missingWith(name, option, (one) => writtenAs.has(one))
    if (missing.length === 0) continue
    throw new CausewayError('invalid-parameter', `The ${word} ${missing.join(', ')} of ${of} is missing`, {
      hint: missing.includes(name) ? `Add it: ${describeValue(option)}` : `${name} is given with ${missing.join(' and ')}, or not at all`,
    })
  }
  const mistake = schema.mistake?.(values)
  if (mistake !== undefined) throw new CausewayError('invalid-parameter', mistake.what, { hint: mistake.hint })
  // Each value was read by the option of its name; the compiler cannot see that.
  return values as OptionValues<O>
}

function nameOf({ options }: OptionsSchema, written: string): string {
  const key = written.toLowerCase()
  const is = (name: string | undefined): boolean => name?.toLowerCase() === key
  const [found] = Object.entries(options).find(([name, option]) => is(name) || (option.kind !== 'refused' && is(option.otherName))) ?? []
  return found ?? ''
}

function readValue({ word, of }: OptionsSchema, name: string, option: SourceOption<unknown>, written: string): unknown {
  if (option.kind === 'refused') {
    throw new CausewayError('not-supported', `The ${word} ${name} of ${of} is not supported, because ${option.because}`, hintOf(option))
  }
  const { value } = option
  if (!value.controls) plainText(`${word} ${name}`, written)
  else if (written.includes('\0') || !written.isWellFormed()) {
    throw new CausewayError('invalid-parameter', `The ${word} ${name} holds a control character that it cannot hold: U+0000`, {
      hint: 'Leave it out',
    })
  }
  const read = value.read(written)
  if (read !== undefined) return read
  throw new CausewayError(value.otherwise, `The ${word} ${name} of ${of} is ${value.allowed}, not ${shown(written)}`, hintOf(option))
}

function missingWith(name: string, option: SourceOption<unknown>, isGiven: (name: string) => boolean): readonly string[] {
  if (option.kind === 'refused') return []
  if (isGiven(name)) return (option.needs ?? []).filter((one) => !isGiven(one))
  return option.kind === 'used' && option.required === true ? [name] : []
}

const describeValue = (option: SourceOption<unknown>): string =>
  option.kind === 'refused' ? option.because : option.kind === 'used' ? option.meaning : option.value.allowed

const hintOf = ({ hint }: { readonly hint?: string }): { readonly hint?: string } => (hint === undefined ? {} : { hint })

function unknown({ word, of, options }: OptionsSchema, written: string): CausewayError {
  const names = Object.entries(options).flatMap(([name, option]) => (option.kind === 'refused' ? [] : [name]))
  const close = closeMatches(written, names)
  const hint = close.length > 0 ? `Did you mean ${close.join(' or ')}?` : `There are: ${names.toSorted().join(', ')}`
  return new CausewayError('not-supported', `The ${word} ${shortened(written)} of ${of} is not known here`, { hint })
}

function givenTwice(word: string, first: string, second: string): CausewayError {
  const isSame = first.toLowerCase() === second.toLowerCase()
  return new CausewayError(
    'invalid-parameter',
    isSame ? `The ${word} ${first} is given twice` : `The ${word}s ${first} and ${second} are one and the same`,
    {
      hint: 'Write one of them',
    },
  )
}

const shortened = (text: string): string => (text.length > SHOWN_CHARACTERS_MAX ? `${text.slice(0, SHOWN_CHARACTERS_MAX)}…` : text)

/** In quotes where it would be hard to see what was written. */
const shown = (text: string): string =>
  text === '' || /\s/.test(text) || !isPlainText(text) ? JSON.stringify(shortened(text)) : shortened(text)
