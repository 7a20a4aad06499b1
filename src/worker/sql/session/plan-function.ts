import { CausewayError } from '../../../base/errors.ts'
import { sparkTypeName, valueType } from '../../../base/spark-type.ts'
import { SESSION_LIMITS } from '../../../protocol/session-limits.ts'
import type { UserFunction } from '../../../protocol/user-function.ts'
import type { BinderState } from '../bind/context.ts'
import type { FunctionsInSight } from '../bind/functions-in-sight.ts'
import { checkUserFunction } from '../bind/user-function.ts'
import { notSupported, semanticError } from '../syntax-error.ts'
import type { SessionStatement } from '../tree/session-statement.ts'
import type { FunctionParameter } from '../tree/written-parts.ts'
import { checkFunctionName } from './function-names.ts'
import { readingSettings } from './reading-rules-of.ts'
import type { SessionCommand } from './session-command.ts'
import type { SessionContext } from './session-context.ts'
import { userCalls } from './sight.ts'
import type { UsedFunctions } from './used-functions.ts'

type CreateFunction = Extract<SessionStatement, { kind: 'create-function' }>

/** The function as it is kept, once its body was bound with the parameters that it has. */
export function planFunction(
  statement: CreateFunction,
  { currentDatabase, session, used }: { readonly currentDatabase: string; readonly session: SessionContext; readonly used: UsedFunctions },
  newState: (functions: FunctionsInSight) => BinderState,
): SessionCommand {
  const { isTemporary } = statement.function
  const database = isTemporary ? undefined : (statement.function.database ?? currentDatabase)
  const definition = definitionOf(statement, currentDatabase, session)
  const { name } = definition
  checkFunctionName(name)
  checkParameters(statement)
  if (JSON.stringify(definition).length > SESSION_LIMITS.functionCharacters)
    throw new CausewayError(
      'limit-exceeded',
      `The definition of the function ${name} is longer than ${SESSION_LIMITS.functionCharacters} characters`,
    )
  if (database !== undefined) refuseTemporaryFunctions(statement.body.expression, `function ${database}.${name}`, session)
  const { written, functions } = used.with(definition, database)
  checkUserFunction(written, newState(functions))
  const { isReplacing, ifNotExists } = statement
  if (database === undefined) return { kind: 'create-function', function: definition, isReplacing }
  return { kind: 'put-catalog-function', database, function: definition, isReplacing, ifNotExists }
}

function definitionOf(
  { function: { name }, parameters, returns, comment, body }: CreateFunction,
  currentDatabase: string,
  session: SessionContext,
): UserFunction {
  const settings = readingSettings(session.settings)
  return {
    name,
    parameters: parameters.map((parameter) => ({
      name: parameter.name,
      type: sparkTypeName(parameter.type),
      ...(parameter.value === undefined ? {} : { default: parameter.value.text }),
      ...(parameter.comment === undefined ? {} : { comment: parameter.comment }),
    })),
    returns: sparkTypeName(returns),
    ...(comment === undefined ? {} : { comment }),
    body: body.text,
    currentDatabase,
    ...(Object.keys(settings).length === 0 ? {} : { settings }),
  }
}

function checkParameters({ function: { name }, parameters, returns }: CreateFunction): void {
  if (parameters.length > SESSION_LIMITS.functionParameters)
    throw semanticError(`The function ${name} has ${parameters.length} parameters; it may have ${SESSION_LIMITS.functionParameters}`)
  const seen = new Set<string>()
  let before: FunctionParameter | undefined
  for (const parameter of parameters) {
    const key = parameter.name.toLowerCase()
    if (seen.has(key)) throw semanticError(`The function ${name} would have two parameters ${parameter.name}`)
    seen.add(key)
    if (before?.value !== undefined && parameter.value === undefined)
      throw semanticError(
        `The parameter ${parameter.name} has no DEFAULT, and ${before.name} before it has one`,
        'Those with a DEFAULT stand at the end.',
      )
    before = parameter
  }
  for (const type of [returns, ...parameters.map((parameter) => parameter.type)])
    if (sparkTypeName(type) !== sparkTypeName(valueType(type)))
      throw notSupported(`The type ${sparkTypeName(type)} of a function`, 'Write STRING.')
}

/** A view or a function that stays calls no function of a session, which others do not have. `what`: view d.v */
export function refuseTemporaryFunctions(tree: unknown, what: string, session: SessionContext): void {
  const names = new Set(session.functions.map(({ name }) => name))
  const called = names.size === 0 ? undefined : userCalls(tree).find(({ name, home }) => home === undefined && names.has(name))
  if (called === undefined) return
  const [kind] = what.split(' ')
  throw semanticError(
    `The ${what} would call the temporary function ${called.name}, which other sessions do not have`,
    `Write CREATE TEMPORARY ${kind?.toUpperCase()}, or make a function of a database of it with CREATE FUNCTION.`,
  )
}

/** As Spark describes functions of SQL. `database`: that of a function of the catalog. */
export function describeUserFunction(definition: UserFunction, isExtended: boolean, database?: string): readonly string[] {
  const { name, parameters, returns, comment, body } = definition
  const inputs = parameters.map((parameter) =>
    [
      `${parameter.name} ${parameter.type.toUpperCase()}`,
      ...(parameter.default === undefined ? [] : [`DEFAULT ${parameter.default}`]),
      ...(parameter.comment === undefined ? [] : [`'${parameter.comment}'`]),
    ].join(' '),
  )
  return [
    `Function: ${database === undefined ? '' : `${database}.`}${name}`,
    'Type: SCALAR',
    ...(inputs.length === 0 ? ['Input: ()'] : inputs.map((input, index) => `${index === 0 ? 'Input: ' : '       '}${input}`)),
    `Returns: ${returns.toUpperCase()}`,
    ...(comment === undefined ? [] : [`Comment: ${comment}`]),
    ...(isExtended ? [`Body: ${body}`] : []),
  ]
}
