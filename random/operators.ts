/**
 * What is written otherwise than as a call: text with $1, $2 … for its operands, and what each must be: a type, a family as in the function registry, or
 * `same` for the type of the first.
 */
export interface Operator {
  readonly text: string
  readonly operands: readonly string[]
}

const binary = (operand: string, ...signs: readonly string[]): readonly Operator[] =>
  signs.map((sign) => ({ text: `($1 ${sign} $2)`, operands: [operand, operand === 'atomic' ? 'same' : operand] }))

const casts = [
  'boolean',
  'tinyint',
  'smallint',
  'int',
  'bigint',
  'float',
  'double',
  'decimal(10,2)',
  'decimal(38,18)',
  'string',
  'binary',
  'date',
  'timestamp',
]

export const COMPARISONS: readonly Operator[] = [
  ...binary('atomic', '=', '<>', '<', '<=', '>', '>=', '<=>'),
  { text: '($1 BETWEEN $2 AND $3)', operands: ['atomic', 'same', 'same'] },
  { text: '($1 IN ($2, $3))', operands: ['atomic', 'same', 'same'] },
  { text: '($1 NOT IN ($2, $3))', operands: ['atomic', 'same', 'same'] },
  { text: '($1 IS NULL)', operands: ['any'] },
  { text: '($1 IS NOT NULL)', operands: ['any'] },
  { text: '($1 LIKE $2)', operands: ['string', 'string'] },
]

export const BOOLEANS: readonly Operator[] = [...binary('boolean', 'AND', 'OR'), { text: '(NOT $1)', operands: ['boolean'] }]

export const OPERATORS: readonly Operator[] = [
  ...COMPARISONS,
  ...BOOLEANS,
  ...binary('number', '+', '-', '*', '/', '%'),
  ...binary('integer', 'DIV', '&', '|', '^'),
  ...binary('number', '=', '<', '<=>'),
  ...casts.map((type) => ({ text: `CAST($1 AS ${type})`, operands: ['any'] })),
  { text: '(- $1)', operands: ['number'] },
  { text: '(~ $1)', operands: ['integer'] },
  { text: '($1 || $2)', operands: ['string', 'string'] },
  { text: '($1 || $2)', operands: ['array', 'same'] },
  { text: 'CASE WHEN $1 THEN $2 ELSE $3 END', operands: ['boolean', 'any', 'same'] },
  { text: 'CASE $1 WHEN $2 THEN $3 END', operands: ['atomic', 'same', 'any'] },
  { text: '$1[$2]', operands: ['array', 'int'] },
  { text: 'transform($1, e -> e + $2)', operands: ['array<int>', 'number'] },
  { text: 'transform($1, (e, i) -> e * i)', operands: ['array<int>'] },
  { text: 'filter($1, e -> e IS NOT NULL)', operands: ['array'] },
  { text: 'filter($1, e -> e > $2)', operands: ['array<int>', 'number'] },
  { text: 'exists($1, e -> e = $2)', operands: ['array<int>', 'atomic'] },
  { text: 'forall($1, e -> e < $2)', operands: ['array<int>', 'number'] },
  { text: 'aggregate($1, $2, (a, e) -> a + e)', operands: ['array<int>', 'bigint'] },
  { text: "aggregate($1, '', (a, e) -> concat(a, $2), a -> length(a))", operands: ['array', 'string'] },
  { text: 'zip_with($1, $2, (a, b) -> coalesce(a, b))', operands: ['array', 'same'] },
  { text: 'array_sort($1, (a, b) -> b - a)', operands: ['array<int>'] },
  { text: 'transform_values($1, (k, v) -> concat(k, v, $2))', operands: ['map<string,int>', 'string'] },
  { text: 'map_filter($1, (k, v) -> v <=> $2)', operands: ['map<string,int>', 'number'] },
  { text: 'map_zip_with($1, $2, (k, a, b) -> a + b)', operands: ['map<string,int>', 'same'] },
  { text: "$1['a']", operands: ['map<string,int>'] },
  { text: '$1.x', operands: ['struct<x:int,y:string>'] },
  { text: '($1 + $2)', operands: ['date', 'int'] },
  { text: '($1 - $2)', operands: ['date', 'date'] },
  { text: '($1 - $2)', operands: ['timestamp', 'timestamp'] },
  { text: "($1 + INTERVAL '1' MONTH)", operands: ['date'] },
  { text: "($1 - INTERVAL '1 02:03:04.5' DAY TO SECOND)", operands: ['timestamp'] },
  ...['YEAR', 'QUARTER', 'MONTH', 'WEEK', 'DAY', 'DAYOFWEEK', 'DOY', 'HOUR', 'SECOND'].map((unit) => ({
    text: `EXTRACT(${unit} FROM $1)`,
    operands: ['timestamp'],
  })),
]
