import { readFileSync } from 'node:fs'
import { type Static, Type } from 'typebox'
import { Value } from 'typebox/value'

/** One statement's end, as one line of the file that --json writes. */
export const GoldenRecord = Type.Object({
  file: Type.String(),
  number: Type.Number(),
  sql: Type.String(),
  aside: Type.Optional(Type.String()),
  /** What Spark does: rows, done (neither columns nor rows) or refused. */
  spark: Type.Union([Type.Literal('rows'), Type.Literal('done'), Type.Literal('refused')]),
  sparkText: Type.String(),
  class: Type.Union([
    Type.Literal('same'),
    Type.Literal('different'),
    Type.Literal('refused'),
    Type.Literal('accepted'),
    Type.Literal('words'),
    Type.Literal('endless'),
    Type.Literal('crashed'),
  ]),
  code: Type.Optional(Type.String()),
  message: Type.Optional(Type.String()),
  difference: Type.Optional(Type.String()),
  ours: Type.Optional(Type.String()),
})
export type GoldenRecord = Readonly<Static<typeof GoldenRecord>>

export function readRecords(path: string): readonly GoldenRecord[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => Value.Parse(GoldenRecord, JSON.parse(line)))
}
