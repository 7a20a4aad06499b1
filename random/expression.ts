/** An expression of Spark SQL: text around other expressions, and the type that the whole has, as Spark names it. */
export interface Expression {
  readonly type: string
  readonly pieces: readonly (string | Expression)[]
}

export const textOf = (expression: Expression): string =>
  expression.pieces.map((piece) => (typeof piece === 'string' ? piece : textOf(piece))).join('')

const partsOf = (expression: Expression): readonly Expression[] => expression.pieces.filter((piece) => typeof piece !== 'string')

/** The expression and all that is in it. */
export function* within(expression: Expression): Iterable<Expression> {
  yield expression
  for (const part of partsOf(expression)) yield* within(part)
}

/** What the expression could be replaced by to become simpler, the simplest first: a part of it of the same type, a literal, itself with a simpler part. */
export function* simpler(expression: Expression, literalsOf: (type: string) => readonly string[]): Iterable<Expression> {
  const parts = partsOf(expression)
  if (parts.length > 0) {
    for (const literal of literalsOf(expression.type)) yield { type: expression.type, pieces: [literal] }
    for (const part of parts) for (const inner of within(part)) if (inner.type === expression.type) yield inner
  }
  for (const [index, piece] of expression.pieces.entries()) {
    if (typeof piece === 'string') continue
    for (const other of simpler(piece, literalsOf)) yield { type: expression.type, pieces: expression.pieces.with(index, other) }
  }
}

/** Columns in place, each by what `of` says; those that it does not know stay. */
export function withColumns(expression: Expression, of: (column: string) => string | undefined): Expression {
  const [only] = expression.pieces
  if (expression.pieces.length === 1 && typeof only === 'string') return { ...expression, pieces: [of(only) ?? only] }
  return { ...expression, pieces: expression.pieces.map((piece) => (typeof piece === 'string' ? piece : withColumns(piece, of))) }
}
