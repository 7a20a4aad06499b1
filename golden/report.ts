import { explanationOf } from './explained-differences.ts'
import type { GoldenRecord } from './records.ts'

type Count = (records: readonly GoldenRecord[]) => number

const of =
  (spark: GoldenRecord['spark'], ...classes: readonly GoldenRecord['class'][]): Count =>
  (records) =>
    records.filter((one) => one.spark === spark && (classes.length === 0 || classes.includes(one.class))).length

/** Three groups: queries that Spark answers, statements that it carries out without rows, statements that it refuses. */
const COLUMNS: readonly (readonly [string, Count])[] = [
  ['queries', of('rows')],
  ['same', of('rows', 'same')],
  ['refused', of('rows', 'refused')],
  ['differ', of('rows', 'different')],
  ['words', of('rows', 'words')],
  ['no end', of('rows', 'endless', 'crashed')],
  ['others', of('done')],
  ['done', of('done', 'same')],
  ['not', (records) => of('done')(records) - of('done', 'same')(records)],
  ['refusals', of('refused')],
  ['refused', of('refused', 'refused')],
  ['accepted', of('refused', 'accepted')],
  ['words', of('refused', 'words')],
  ['no end', of('refused', 'endless', 'crashed')],
]

const NAME_WIDTH = 46
const GROUP_STARTS: ReadonlySet<number> = new Set([6, 9])

const cells = (texts: readonly string[]): string =>
  texts.map((text, index) => `${GROUP_STARTS.has(index) ? ' | ' : ' '}${text.padStart(8)}`).join('')

export function printTable(all: readonly GoldenRecord[]): void {
  const counted = all.filter(({ aside }) => aside === undefined)
  console.log(`${''.padEnd(NAME_WIDTH)}${cells(COLUMNS.map(([name]) => name))}`)
  const row = (name: string, records: readonly GoldenRecord[]): void =>
    console.log(`${name.padEnd(NAME_WIDTH)}${cells(COLUMNS.map(([, count]) => String(count(records) || '·')))}`)
  for (const [file, records] of Map.groupBy(counted, ({ file }) => file)) row(file, records)
  const folders = Map.groupBy(counted, ({ file }) => (file.includes('/') ? `${file.slice(0, file.indexOf('/'))}/` : 'the top folder'))
  console.log('')
  if (folders.size > 1) for (const [folder, records] of folders) row(folder, records)
  row('all', counted)
}

export function printTotals(all: readonly GoldenRecord[], asideFiles: ReadonlyMap<string, { files: number; statements: number }>): void {
  const counted = all.filter(({ aside }) => aside === undefined)
  const queries = counted.filter(({ spark }) => spark === 'rows')
  const share = (part: number, whole: number): string => (whole === 0 ? '' : ` (${((100 * part) / whole).toFixed(1)} %)`)
  const line = (name: string, records: readonly GoldenRecord[], whole: number): void =>
    console.log(`  ${name.padEnd(12)} ${String(records.length).padStart(6)}${share(records.length, whole)}`)
  console.log(`\n${counted.length} statements. Of ${queries.length} queries that Spark answers:`)
  for (const kind of ['same', 'refused', 'different', 'words', 'endless', 'crashed'] as const) {
    line(
      kind,
      queries.filter((one) => one.class === kind),
      queries.length,
    )
  }
  printCounts(
    'refused, by code',
    queries.filter((one) => one.class === 'refused').map(({ code }) => code ?? ''),
  )
  printExplained(queries.filter((one) => one.class === 'different'))
  printCounts(
    'different, by what',
    queries.filter((one) => one.class === 'different').map(({ difference }) => difference ?? ''),
  )
  const refusals = counted.filter(({ spark }) => spark === 'refused')
  console.log(`Of ${refusals.length} statements that Spark refuses:`)
  for (const kind of ['refused', 'accepted', 'words', 'endless', 'crashed'] as const) {
    line(
      kind,
      refusals.filter((one) => one.class === kind),
      refusals.length,
    )
  }
  const done = counted.filter(({ spark }) => spark === 'done')
  console.log(`Of ${done.length} statements that Spark carries out without rows:`)
  line(
    'done',
    done.filter((one) => one.class === 'same'),
    done.length,
  )
  console.log('Aside:')
  for (const [reason, { files, statements }] of asideFiles) console.log(`  ${reason}: ${statements} statements in ${files} files`)
  const single = all.flatMap(({ aside }) => (aside === undefined ? [] : [aside]))
  printCounts('single statements', single)
}

/** The differences that are meant or cannot be otherwise, by the reason; then those of which nobody has said so, by name. */
function printExplained(different: readonly GoldenRecord[]): void {
  const byReason = Map.groupBy(different, explanationOf)
  console.log('  different, and looked at:')
  for (const [why, records] of byReason) if (why !== undefined) console.log(`    ${String(records.length).padStart(4)} ${why}`)
  const unexplained = byReason.get(undefined) ?? []
  console.log(`  different, and not explained: ${unexplained.length}`)
  for (const { file, number, difference } of unexplained) console.log(`    ${file} #${number} (${difference ?? ''})`)
}

function printCounts(name: string, values: readonly string[]): void {
  if (values.length === 0) return
  const counts = [...Map.groupBy(values, (value) => value)].map(([value, list]) => [value, list.length] as const)
  const text = counts
    .toSorted((a, b) => b[1] - a[1])
    .map(([value, count]) => `${value} ${count}`)
    .join(', ')
  console.log(`  ${name}: ${text}`)
}

/** Every statement of one class, with what Spark says and what Causeway says. */
export function printList(records: readonly GoldenRecord[]): void {
  for (const record of records) {
    const { file, number, code, difference, message, ours, sparkText } = record
    const why = [record.class, code, difference].filter((part) => part !== undefined).join(', ')
    console.log(`-- ${file} #${number} (${why}${record.aside === undefined ? '' : `; aside: ${record.aside}`})\n${record.sql}`)
    console.log(indented('Spark', sparkText))
    if (message !== undefined) console.log(indented('Causeway', message))
    if (ours !== undefined) console.log(indented('Causeway', ours))
    console.log('')
  }
  console.log(`${records.length} statements`)
}

const indented = (who: string, text: string): string => `   ${who}: ${text.slice(0, 1500).replaceAll('\n', '\n      ')}`

/** What changed since an earlier run, statement by statement. */
export function printChanges(before: readonly GoldenRecord[], now: readonly GoldenRecord[]): void {
  const key = ({ file, number }: GoldenRecord): string => `${file} #${number}`
  const earlier = new Map(before.map((record) => [key(record), record]))
  const changed = now.flatMap((record) => {
    const was = earlier.get(key(record))
    return was === undefined || (was.class === record.class && was.difference === record.difference && was.code === record.code)
      ? []
      : [{ was, record }]
  })
  const name = (one: GoldenRecord): string =>
    [one.spark, one.class, one.difference ?? one.code].filter((part) => part !== undefined).join(' ')
  const groups = [...Map.groupBy(changed, ({ was, record }) => `${name(was)} → ${name(record)}`)].toSorted(
    (a, b) => b[1].length - a[1].length,
  )
  console.log(`\nAgainst the earlier run: ${changed.length} statements changed`)
  for (const [group, list] of groups) {
    console.log(`${group}: ${list.length}`)
    for (const { record } of list) console.log(`  ${key(record)}  ${record.sql.replace(/\s+/g, ' ').slice(0, 110)}`)
  }
}
