import { CausewayError } from '../../../base/errors.ts'
import { sparkTypeName, valueType } from '../../../base/spark-type.ts'
import { SESSION_LIMITS } from '../../../protocol/session-limits.ts'
import type { UserFunction } from '../../../protocol/user-function.ts'
import type { BinderState } from '../bind/context.ts'
import type { FunctionsInSight, WrittenFunction } from '../bind/functions-in-sight.ts'
import { checkUserFunction } from '../bind/user-function.ts'
import { FUNCTIONS } from '../functions/registry.ts'
import { parseStatement } from '../parse/parse-statement.ts'
import { notSupported, semanticError } from '../syntax-error.ts'
import type { FunctionParameter, Query, SessionStatement } from '../tree.ts'
import { OPERATORS } from './function-usage.ts'
import { readingSettings } from './reading-rules-of.ts'
import type { SessionCommand } from './session-command.ts'
import type { SessionContext } from './session-context.ts'
import { functionsInSight } from './written-function.ts'

type CreateFunction = Extract<SessionStatement, { kind: 'create-function' }>

/** The function as it is kept, once its body was bound with the parameters that it has. */
export function planFunction(
  statement: CreateFunction,
  session: SessionContext,
  newState: (functions: FunctionsInSight) => BinderState,
): SessionCommand {
  const definition = definitionOf(statement, session)
  const { name } = definition
  checkName(name)
  checkParameters(statement)
  if (JSON.stringify(definition).length > SESSION_LIMITS.functionCharacters)
    throw new CausewayError(
      'limit-exceeded',
      `The definition of the function ${name} is longer than ${SESSION_LIMITS.functionCharacters} characters`,
    )
  const functions = functionsInSight([...session.functions.filter((one) => one.name !== name), definition])
  const written: WrittenFunction | undefined = functions.find(name)
  if (written === undefined) throw new CausewayError('internal', 'A new function is not among those in sight')
  checkUserFunction(written, newState(functions))
  return { kind: 'create-function', function: definition, isReplacing: statement.isReplacing }
}

function definitionOf({ name, parameters, returns, comment, body }: CreateFunction, session: SessionContext): UserFunction {
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
    ...(Object.keys(settings).length === 0 ? {} : { settings }),
  }
}

/** What can be called as f(…), and is not there already for everyone. */
function checkName(name: string): void {
  if (name.length > SESSION_LIMITS.viewNameCharacters)
    throw semanticError(`The name of a function has at most ${SESSION_LIMITS.viewNameCharacters} characters`)
  if (FUNCTIONS.has(name) || OPERATORS.includes(name) || OF_GROUPS.has(name))
    throw semanticError(`${name} is built in, and no function of your own can have its name`, 'Give it another name.')
  if (!isCallable(name))
    throw semanticError(
      `${name.slice(0, 80)} cannot be the name of a function: SQL has another meaning for it`,
      'Write a name of letters, digits and _.',
    )
}

const OF_GROUPS: ReadonlySet<string> = new Set(['struct', 'grouping', 'grouping_id'])

function isCallable(name: string): boolean {
  if (!/^[a-z_][a-z0-9_]*$/.test(name)) return false
  try {
    const statement = parseStatement(`SELECT ${name}(1)`)
    const body = statement.kind === 'query' ? statement.query.body : undefined
    const expression = body?.kind === 'select' ? body.items[0]?.expression : undefined
    return expression?.kind === 'call' && expression.name === name && expression.arguments.length === 1
  } catch (error) {
    if (error instanceof CausewayError) return false
    throw error
  }
}

function checkParameters({ name, parameters, returns }: CreateFunction): void {
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

/** A view that stays calls no function of a session, which others do not have. */
export function refuseTemporaryFunctions(query: Query, view: string, session: SessionContext): void {
  const names = new Set(session.functions.map(({ name }) => name))
  const called = names.size === 0 ? undefined : calledOf(query, names)
  if (called !== undefined)
    throw semanticError(
      `The view ${view} would call the temporary function ${called}, which other sessions do not have`,
      'Write CREATE TEMPORARY VIEW, or write the expression of the function into it.',
    )
}

function calledOf(node: unknown, names: ReadonlySet<string>): string | undefined {
  if (typeof node !== 'object' || node === null) return undefined
  if ('kind' in node && node.kind === 'call' && 'name' in node && typeof node.name === 'string' && names.has(node.name)) return node.name
  for (const child of node instanceof Map ? node.values() : Object.values(node)) {
    const found = calledOf(child, names)
    if (found !== undefined) return found
  }
  return undefined
}

/** As Spark describes functions of SQL. */
export function describeUserFunction(definition: UserFunction, isExtended: boolean): readonly string[] {
  const { name, parameters, returns, comment, body } = definition
  const inputs = parameters.map((parameter) =>
    [
      `${parameter.name} ${parameter.type.toUpperCase()}`,
      ...(parameter.default === undefined ? [] : [`DEFAULT ${parameter.default}`]),
      ...(parameter.comment === undefined ? [] : [`'${parameter.comment}'`]),
    ].join(' '),
  )
  return [
    `Function: ${name}`,
    'Type: SCALAR',
    ...(inputs.length === 0 ? ['Input: ()'] : inputs.map((input, index) => `${index === 0 ? 'Input: ' : '       '}${input}`)),
    `Returns: ${returns.toUpperCase()}`,
    ...(comment === undefined ? [] : [`Comment: ${comment}`]),
    ...(isExtended ? [`Body: ${body}`] : []),
  ]
}
