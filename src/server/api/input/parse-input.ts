import type { Static, TSchema } from 'typebox'
import { Compile, type Validator } from 'typebox/compile'
import { CausewayError } from '../../../base/errors.ts'
import { coerce } from './coerce.ts'

/** Where a value comes from, for the message of an error. */
export type InputPart = 'path' | 'query' | 'body'

/**
 * A parser of one part of a request. Unknown fields are dropped. Throws 'invalid-parameter' that names the part, the field and what is wrong with it; the
 * given value is not repeated, since it may be a secret.
 */
export function inputParser<S extends TSchema>(part: InputPart, schema: S): (value: unknown) => Static<S> {
  let validator: Validator<Record<never, never>, S> | undefined
  return (value) => {
    validator ??= Compile(schema)
    const coerced = coerce(schema, value)
    if (isStatic(validator, coerced)) return coerced
    throw new CausewayError('invalid-parameter', describe(part, validator, coerced))
  }
}

function isStatic<S extends TSchema>(validator: Validator<Record<never, never>, S>, value: unknown): value is Static<S> {
  return validator.Check(value)
}

function describe<S extends TSchema>(part: InputPart, validator: Validator<Record<never, never>, S>, value: unknown): string {
  const errors = validator.Errors(value)
  const error = errors.find((e) => e.keyword !== 'anyOf') ?? errors[0]
  if (error === undefined) return `The ${part} is not as this call needs it`
  const path = error.instancePath
    .split('/')
    .slice(1)
    .map((step) => (/^\d+$/.test(step) ? `[${step}]` : `.${step}`))
    .join('')
    .replace(/^\./, '')
  if (error.keyword === 'required') {
    const names = error.params.requiredProperties.map((name) => (path === '' ? name : `${path}.${name}`))
    return `The ${part} lacks the mandatory parameter ${names.join(', ')}`
  }
  if (error.keyword === 'enum') {
    return `The parameter ${path} of the ${part} must be one of ${error.params.allowedValues.map(String).join(', ')}`
  }
  return path === '' ? `The ${part} ${error.message}` : `The parameter ${path} of the ${part} ${error.message}`
}
