import { withoutComments } from './golden-files.ts'
import type { GoldenRecord } from './records.ts'

/** Differences that somebody has looked at, and that are meant or cannot be otherwise: the files and numbers of their statements, and why. */
interface Explanation {
  readonly why: string
  readonly statements: readonly (readonly [file: string, numbers: readonly number[]])[]
}

const EXPLANATIONS: readonly Explanation[] = [
  {
    why: 'columns that ALTER TABLE has changed before: managed tables have it, where Spark refuses it for its own',
    statements: [['change-column.sql', [6, 8, 11, 15, 18, 20, 22]]],
  },
  {
    why: 'the text of DESCRIBE FUNCTION, which is not taken from Spark',
    statements: [['cast.sql', [38, 39]]],
  },
  {
    why: 'comments of columns in DESCRIBE QUERY',
    statements: [['describe-query.sql', [3, 5, 9, 11]]],
  },
  {
    why: 'statistics of columns: ANALYZE gathers none',
    statements: [['describe-table-column.sql', [11, 12, 22, 29]]],
  },
  {
    why: 'last digits, or bins, of what Spark adds up in several tasks; in one task it has these',
    statements: [
      ['group-by.sql', [16, 68, 88, 89, 90, 91]],
      ['postgreSQL/aggregates_part1.sql', [34]],
    ],
  },
  {
    why: 'the order of rows that are sorted equally',
    statements: [
      ['postgreSQL/window_part2.sql', [6, 7, 8, 9]],
      ['subquery/in-subquery/in-order-by.sql', [6]],
    ],
  },
  {
    why: 'names of columns and of views that are written otherwise: those of a view around a LATERAL query, and of assert_true',
    statements: [
      ['join-lateral.sql', [6, 26]],
      ['misc-functions.sql', [8]],
      ['show-create-table.sql', [31, 35, 39]],
    ],
  },
  {
    why: 'comments of tables that ALTER TABLE … SET TBLPROPERTIES sets',
    statements: [['describe-table-after-alter-table.sql', [4, 9]]],
  },
  {
    why: 'doubles as decimals: Java before 19 writes some with more digits than tell them from their neighbours',
    statements: [['postgreSQL/numeric.sql', [497]]],
  },
  {
    why: 'a setting before it is refused: spark.sql.caseSensitive=true',
    statements: [['query_regex_column.sql', [25, 27]]],
  },
]

/** Why the difference is no fault; undefined: nobody has said so. */
export function explanationOf(record: GoldenRecord): string | undefined {
  if (differsInSurroundings(record)) return "a table's owner, size, times and place, which Spark's suite does not compare or does not have"
  return EXPLANATIONS.find(({ statements }) =>
    statements.some(([file, numbers]) => file === record.file && numbers.includes(record.number)),
  )?.why
}

const SURROUNDINGS = /^#? ?(?:Owner|Created Time|Last Access|Created By|Statistics|Partition Statistics|Location)\b/

/** Whether both describe the same, but for lines that tell who has made the table, when, how large it is, and where. */
function differsInSurroundings({ sql, sparkText, ours }: GoldenRecord): boolean {
  if (!/^(?:desc(?:ribe)?|show\s+table\s+extended)\b/i.test(withoutComments(sql)) || ours === undefined) return false
  const rest = (text: string): string =>
    text
      .split('\n')
      .map((line) => line.trimEnd())
      .filter((line) => line !== '' && !SURROUNDINGS.test(line))
      .join('\n')
  return rest(sparkText) === rest(ours)
}
