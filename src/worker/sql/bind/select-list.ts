import { type Bound, declaredOf } from '../bound/bound.ts'
import { OutputReferences } from '../bound/output-references.ts'
import { columnPattern } from '../column-pattern.ts'
import { matchHint } from '../match-hint.ts'
import { semanticError } from '../syntax-error.ts'
import type { Expression, NamedExpression } from '../tree/query.ts'
import { blame, blaming, nameWritten } from '../tree/written.ts'
import { isNeverNull } from './constant-value.ts'
import { bindExpression, type ExpressionContext } from './context.ts'
import { GeneratedColumns, makesRowsOfTables, type OutputColumn } from './generated-columns.ts'
import { generatedWithoutNull } from './generated-without-null.ts'
import { noteColumns } from './never-null-columns.ts'
import { columnName } from './output.ts'
import type { Scope } from './scope.ts'
import type { VolatileKeys } from './volatile-keys.ts'

interface SelectList {
  readonly bounds: readonly Bound[]
  /** What stands in the result: of a function that makes rows, all that it makes. */
  readonly columns: readonly OutputColumn[]
  readonly aliases: ReadonlyMap<string, Bound>
  /** By their names in small letters, what a function makes that reads the tables alone, but for names that it gives twice. */
  readonly made: ReadonlyMap<string, Bound>
  readonly above: OutputReferences
  readonly generated: GeneratedColumns
}

export function bindList(items: readonly NamedExpression[], context: ExpressionContext, volatileKeys: VolatileKeys): SelectList {
  const above = new OutputReferences(context.state.relationName())
  const generated = new GeneratedColumns(context.state)
  const bounds: Bound[] = []
  const columns: OutputColumn[] = []
  const aliases = new Map<string, Bound>()
  const first = items.find((item, index) => makesRowsOfTables(item, items.slice(0, index), context.scope))
  const bindItem = ({ expression }: NamedExpression): Bound =>
    volatileKeys.itemOf(expression, bindExpression(expression, { ...context, aliases, allowsGenerators: true }), context)
  const makesRows = first === undefined ? undefined : bindItem(first)
  const readers = first === undefined || makesRows === undefined ? [] : generated.readers(generatedColumns(makesRows, first, context))
  const readersOfNames = Map.groupBy(readers, ({ name }) => name.toLowerCase())
  const made = new Map(
    [...readersOfNames].flatMap(([name, [reader, other]]) => (reader !== undefined && other === undefined ? [[name, reader]] : [])),
  )
  for (const reader of readers) aliases.set(reader.name.toLowerCase(), reader)
  for (const item of items) {
    if (item.expression.kind === 'star') {
      for (const bound of starColumns(item.expression, context.scope)) {
        const isKey = context.groupingKeys.size > 0 && context.groupingKeys.has(context.state.identities.of(bound.sql))
        bounds.push(isKey ? { ...bound, uses: [] } : bound)
        columns.push({ name: bound.name, type: bound.type, sql: bound.sql, ...declaredOf(bound) })
      }
      continue
    }
    // An expression may read the aliases before it, where no column has that name.
    const bound = item === first && makesRows !== undefined ? makesRows : bindItem(item)
    bounds.push(bound)
    const own = bound.generator === undefined ? [outputOf(bound, item, context)] : generatedColumns(bound, item, context)
    columns.push(...own)
    const [only] = own
    if (only !== undefined && own.length === 1 && item !== first && !readersOfNames.has(only.name.toLowerCase()))
      aliases.set(only.name.toLowerCase(), {
        ...bound,
        sql: above.aliasOf(bound.sql, columns.length - 1),
        name: only.name,
        ...declaredOf(only),
      })
  }
  // LATERAL (SELECT *) adds none to those before it.
  if (columns.length === 0 && context.correlation !== 'lateral')
    throw semanticError(
      'The select list has no column',
      '* stands for none here, as of a table whose files have no values. count(*) counts its rows.',
    )
  if (bounds.filter((bound) => bound.generator !== undefined).length > 1)
    throw semanticError('A select list has one function that makes rows', 'Use LATERAL VIEW for the others.')
  return { bounds, columns, aliases, made, above, generated }
}

function starColumns(star: Extract<Expression, { kind: 'star' }>, scope: Scope): readonly Bound[] {
  const { qualifier, except, pattern } = star
  const columns = withoutColumns(
    blaming(star, () => scope.expand(qualifier)),
    except,
  )
  if (pattern === undefined) return columns
  const fits = columnPattern(pattern)
  return columns.filter(({ name }) => fits(name))
}

/** * EXCEPT (a): the columns but those of these names, of which each must be one. */
function withoutColumns(columns: readonly Bound[], names: readonly string[]): readonly Bound[] {
  if (names.length === 0) return columns
  const left = new Set(names.map((name) => name.toLowerCase()))
  const all = new Set(columns.map((bound) => bound.name.toLowerCase()))
  const [unknown] = names.filter((name) => !all.has(name.toLowerCase()))
  if (unknown !== undefined)
    throw blame(
      semanticError(
        `* EXCEPT names the column ${unknown}, which is none of *`,
        matchHint(
          unknown,
          columns.map((bound) => bound.name),
        ),
      ),
      nameWritten(names, names.indexOf(unknown)),
    )
  return columns.filter((bound) => !left.has(bound.name.toLowerCase()))
}

function outputOf(bound: Bound, item: NamedExpression, context: ExpressionContext): OutputColumn {
  if (item.aliases.length > 1) throw semanticError(`${bound.name} makes one column, and ${item.aliases.length} names are given`)
  const name = item.alias ?? item.aliases[0] ?? columnName(nameWithoutAlias(bound, item.expression), item.expression)
  noteColumns(item.expression, context)
  return {
    name,
    type: bound.type,
    sql: bound.sql,
    ...declaredOf(bound),
    ...(isNeverNull(item.expression) && { isNeverNull: true as const }),
  }
}

/** Spark names a cast of a column as the column; a word such as current_date that is no column prints as a call. */
function nameWithoutAlias(bound: Bound, expression: Expression): string {
  if (expression.kind !== 'cast' || expression.isTry || expression.operand.kind !== 'column') return bound.name
  const name = expression.operand.parts.at(-1) ?? ''
  const operand = bound.name.replace(/^(?:TRY_)?CAST\(/, '')
  // A field of a struct is no column.
  const isColumn = operand.startsWith(`${name} AS `) || operand.startsWith('outer(') || operand === name
  return isColumn ? name : bound.name
}

function generatedColumns(bound: Bound, item: NamedExpression, context: ExpressionContext): readonly OutputColumn[] {
  const columns = bound.generator?.columns ?? []
  const { expression } = item
  const isWithoutNull =
    expression.kind === 'call' ? generatedWithoutNull(expression, columns.length, expression.name.endsWith('_outer'), context) : []
  const names = item.alias === undefined ? item.aliases : [item.alias]
  if (names.length > 0 && names.length !== columns.length)
    throw semanticError(`${bound.name} makes ${columns.length} columns, and ${names.length} names are given`)
  return columns.map((column, index) => ({
    name: names[index] ?? column.name,
    type: column.type,
    sql: column.sql,
    isGenerated: true as const,
    ...(isWithoutNull[index] === true && { isNeverNull: true as const }),
  }))
}
