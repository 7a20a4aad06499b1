import { type Fields, UnexpectedAnswer } from './fields.ts'

/** A field that has one of these texts. */
export function oneOf<const T extends string>(of: Fields, name: string, choices: readonly T[]): T {
  const given = of.text(name)
  const found = choices.find((choice) => choice === given)
  if (found !== undefined) return found
  throw new UnexpectedAnswer(`${name} is ${given}, and not ${choices.join(' or ')}`)
}
