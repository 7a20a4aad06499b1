import { type Static, type TObject, Type } from 'typebox'
import { Compile, type Validator } from 'typebox/compile'
import { CausewayError } from '../../../base/errors.ts'
import { isRecord } from '../../../base/fields.ts'
import { coercer } from './coerce.ts'
import { firstFault, validatorOf } from './first-fault.ts'

/** Where a value comes from, for the message of an error. */
export type InputPart = 'path' | 'query' | 'body'

/**
 * A parser of one part of a request. Unknown fields are dropped, unless the schema says something of them, but a body that has only such is refused: whoever misspelt its one field would take the
 * answer for a success. Throws 'invalid-parameter' that names the part, the field and what is wrong with it, and where to look; the given value is not
 * repeated, since it may be a secret.
 * @param operation the name under which docs/reference/operations.md has the call
 */
export function inputParser<S extends TObject>(part: InputPart, schema: S, operation: string): (value: unknown) => Static<S> {
  const hint = `docs/reference/operations.md of Causeway says under ${operation} what the ${part} takes.`
  const takesNothing = Object.keys(schema.properties).length === 0 && !('additionalProperties' in schema)
  /** Where nothing is taken, every object comes to the same. */
  let nothing: Static<S> | undefined
  let compiled: { readonly validator: Validator<Record<never, never>, S>; readonly coerce: (value: unknown) => unknown } | undefined
  return (value) => {
    if (nothing !== undefined && isRecord(value)) return nothing
    compiled ??= { validator: Compile(schema), coerce: coercer(schema) }
    const { validator } = compiled
    const coerced = compiled.coerce(value)
    const isGood = isStatic(validator, coerced)
    if (isGood && !(part === 'body' && isAllUnknown(schema, value))) {
      if (takesNothing) {
        Object.freeze(coerced)
        nothing = coerced
      }
      return coerced
    }
    const what = isGood ? describeUnknown(schema) : (describeRepeated(part, schema, coerced) ?? describe(part, schema, coerced))
    throw new CausewayError('invalid-parameter', what, { hint })
  }
}

function isStatic<S extends TObject>(validator: Validator<Record<never, never>, S>, value: unknown): value is Static<S> {
  return validator.Check(value)
}

function isAllUnknown({ properties }: TObject, value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Object.keys(properties).length === 0) return false
  const names = Object.keys(value)
  return names.length > 0 && !names.some((name) => Object.hasOwn(properties, name))
}

function describeUnknown({ properties }: TObject): string {
  return `The body has none of the parameters ${Object.keys(properties).join(', ')}`
}

/** Of a query: a name with hyphens and the same with underscores are one. */
function describeRepeated(part: InputPart, { properties }: TObject, value: unknown): string | undefined {
  if (part !== 'query' || typeof value !== 'object' || value === null) return undefined
  for (const [name, given] of Object.entries(value)) {
    const schema = properties[name]
    if (schema !== undefined && !Type.IsArray(schema) && Array.isArray(given)) {
      return `The parameter ${name} of the query is given ${given.length === 2 ? 'twice' : `${given.length} times`}, and is taken once`
    }
  }
  return undefined
}

const NAMES_SHOWN = 3

function describe(part: InputPart, schema: TObject, value: unknown): string {
  const fault = firstFault(schema, value)
  const errors = validatorOf(fault.schema).Errors(fault.value)
  const error = errors.find((e) => e.keyword !== 'anyOf') ?? errors[0]
  if (error === undefined) return `The ${part} is not as this call needs it`
  const path = [...fault.path.map(String), ...error.instancePath.split('/').slice(1)]
    .map((step) => (/^\d+$/.test(step) ? `[${step}]` : `.${step}`))
    .join('')
    .replace(/^\./, '')
  if (error.keyword === 'required') {
    const names = error.params.requiredProperties.map((name) => (path === '' ? name : `${path}.${name}`))
    return `The ${part} lacks the mandatory parameter ${names.join(', ')}`
  }
  if (error.keyword === 'additionalProperties') {
    const names = error.params.additionalProperties.map((name) => (path === '' ? name : `${path}.${name}`))
    return `The ${part} has ${names.slice(0, NAMES_SHOWN).join(', ')}, which is no parameter of this call`
  }
  if (error.keyword === 'enum') {
    return `The parameter ${path} of the ${part} must be one of ${error.params.allowedValues.map(String).join(', ')}`
  }
  return path === '' ? `The ${part} ${error.message}` : `The parameter ${path} of the ${part} ${error.message}`
}
