import { closeMatches } from '../../../base/close-matches.ts'
import type { CausewayError } from '../../../base/errors.ts'
import { KEEP_RESULT } from '../../../protocol/result-files.ts'
import { INPUT_BYTES_MAX, JOB_TIMEOUT, RESULT_ROWS_MAX, SCRATCH_BYTES_MAX } from '../../../protocol/run-limits.ts'
import { matchHint } from '../match-hint.ts'
import type { StorePolicy } from '../store-policy.ts'
import { notSupported, semanticError } from '../syntax-error.ts'

/** What becomes of a setting's value. */
export type Setting =
  /** Statements are read so, and no other value is possible; others: what is only another name of it. */
  | { readonly kind: 'fixed'; readonly value: string; readonly meaning: string; readonly others?: RegExp }
  /** Kept and shown; nothing here depends on it, and no result does in Spark. */
  | { readonly kind: 'without-effect'; readonly value: string; readonly values: ValueKind; readonly meaning: string }
  /** Has the effect that it has in Spark. */
  | { readonly kind: 'honoured'; readonly value: string; readonly values: ValueKind; readonly meaning: string }

type ValueKind =
  | 'boolean'
  | 'precedence'
  | 'overwrite-mode'
  | 'integer'
  | 'number'
  | 'bytes'
  | 'time'
  | 'text'
  | 'retries'
  | 'kept-rows'
  | 'store-policy'

const PATTERNS: Readonly<Record<ValueKind, RegExp>> = {
  boolean: /^(?:true|false)$/i,
  precedence: /^(?:exception|corrected)$/i,
  integer: /^-?\d{1,18}$/,
  number: /^-?\d{1,18}(?:\.\d{1,18})?$/,
  bytes: /^-?\d{1,18}\s*(?:b|k|kb|m|mb|g|gb|t|tb|p|pb)?$/i,
  time: /^-?\d{1,18}\s*(?:us|ms|s|m|min|h|d)?$/i,
  text: /^/,
  retries: /^(?:\d|10)$/,
  'kept-rows': /^(?:all|preview)$/i,
  'overwrite-mode': /^(?:static|dynamic)$/i,
  'store-policy': /^(?:ansi|legacy|strict)$/i,
}

const fixed = (name: string, value: string, meaning: string): [string, Setting] => [name, { kind: 'fixed', value, meaning }]
const honoured = (name: string, value: string, values: ValueKind, meaning: string): [string, Setting] => [
  name,
  { kind: 'honoured', value, values, meaning },
]
const idle = (name: string, value: string, values: ValueKind, meaning: string): [string, Setting] => [
  name,
  { kind: 'without-effect', value, values, meaning },
]

const CONFLICT_RETRIES = 'causeway.sql.conflictRetries'

const PUSH_DOWN_PARTS = 'causeway.sql.pushDownParts'

const STORE_POLICY = 'spark.sql.storeAssignmentPolicy'

const PARTITION_TYPES = 'spark.sql.sources.partitionColumnTypeInference.enabled'

const JOINS = 'How Spark joins: one process joins here as it sees fit.'
const SHUFFLE = 'How Spark spreads rows over tasks: a query runs in one process here.'
const ADAPTIVE = 'How Spark changes its plan while it runs.'
const FILES = 'How Spark cuts files into tasks.'
const READERS = 'How Spark reads files; the rows are the same.'
const COST = 'How Spark uses statistics in its plans.'
const CODE = 'How Spark compiles its plans.'
const SHOWN = 'How long texts are in what Spark shows of its plans.'
const OVERWRITE =
  'Whether INSERT OVERWRITE replaces only the partitions that get rows (DYNAMIC, true), or all that PARTITION does not exclude.'
const CACHE = 'How Spark keeps cached tables in memory: none are kept here.'

/** Every setting that SET takes, beside names of the user's own for variables. What is not here and begins with spark. or dli. is refused. */
export const SETTINGS: ReadonlyMap<string, Setting> = new Map<string, Setting>([
  fixed('spark.sql.ansi.enabled', 'false', 'Statements follow the rules that Spark has by default, and not those of the ANSI mode.'),
  fixed('spark.sql.ansi.enforceReservedKeywords', 'false', 'Every word can be a name.'),
  fixed('spark.sql.caseSensitive', 'false', 'Names are found without regard to capitals.'),
  fixed('spark.sql.crossJoin.enabled', 'true', 'Joins without a condition are let through.'),
  honoured(
    'spark.sql.decimalOperations.allowPrecisionLoss',
    'true',
    'boolean',
    'Results of decimals lose digits behind the point rather than become NULL.',
  ),
  fixed('spark.sql.defaultCatalog', 'spark_catalog', 'There is one catalog.'),
  honoured('spark.sql.function.concatBinaryAsString', 'false', 'boolean', 'concat of binaries is a text.'),
  honoured('spark.sql.function.eltOutputAsString', 'false', 'boolean', 'elt of binaries is a text.'),
  honoured('spark.sql.groupByAliases', 'true', 'boolean', 'GROUP BY takes names of the select list.'),
  honoured('spark.sql.groupByOrdinal', 'true', 'boolean', 'GROUP BY 1 is the first column.'),
  honoured('spark.sql.legacy.allowParameterlessCount', 'false', 'boolean', 'count() is let through, and is 0.'),
  honoured('spark.sql.legacy.allowStarWithSingleTableIdentifierInCount', 'false', 'boolean', 'count(t.*) counts rows without NULL.'),
  fixed('spark.sql.legacy.correlated.scalar.query.enabled', 'false', 'A correlated subquery that stands for a value has an aggregate.'),
  honoured(
    'spark.sql.legacy.ctePrecedencePolicy',
    'EXCEPTION',
    'precedence',
    'CORRECTED lets a common table have the name of one around it.',
  ),
  honoured('spark.sql.legacy.parser.havingWithoutGroupByAsWhere', 'false', 'boolean', 'HAVING without GROUP BY is a condition on rows.'),
  honoured('spark.sql.legacy.setopsPrecedence.enabled', 'false', 'boolean', 'INTERSECT binds no tighter than UNION and EXCEPT.'),
  fixed('spark.sql.mapKeyDedupPolicy', 'EXCEPTION', 'A map has each key once.'),
  honoured('spark.sql.orderByOrdinal', 'true', 'boolean', 'ORDER BY 1 is the first column.'),
  fixed('spark.sql.parser.escapedStringLiterals', 'false', 'A backslash in a string begins an escape.'),
  honoured(
    'spark.sql.parser.quotedRegexColumnNames',
    'false',
    'boolean',
    'A name in backticks of the select list that is more than a word is a pattern, and stands for all columns that it matches.',
  ),
  [
    'spark.sql.session.timeZone',
    {
      kind: 'fixed',
      value: 'UTC',
      meaning: "Times are read and shown in UTC: from_utc_timestamp(t, 'Asia/Shanghai') makes another zone's of them.",
      others: /^(?:z|gmt|ut|(?:utc|gmt|ut)?[+-]0?0(?::?00)?|etc\/(?:utc|gmt|uct|universal|zulu|greenwich)|uct|universal|zulu)$/i,
    },
  ],
  fixed('spark.sql.sources.default', 'parquet', 'A table without USING is of Parquet files.'),
  honoured(
    STORE_POLICY,
    'ANSI',
    'store-policy',
    'What an INSERT may cast. ANSI: no text into numbers, and no number without room for it; LEGACY: whatever CAST takes, so that what cannot be read is NULL; STRICT: only what loses nothing.',
  ),
  fixed('spark.sql.timestampType', 'TIMESTAMP_LTZ', 'TIMESTAMP is an instant.'),
  fixed('spark.sql.view.maxNestedViewDepth', '100', 'How many views may stand on one another.'),
  honoured('spark.sql.variable.substitute', 'true', 'boolean', 'Variables in a statement are replaced by their values.'),
  honoured('spark.sql.sources.partitionOverwriteMode', 'STATIC', 'overwrite-mode', OVERWRITE),
  honoured(
    PARTITION_TYPES,
    'true',
    'boolean',
    'Columns that folders k=v say, of tables that do not name them, have types; false: they are strings.',
  ),
  honoured(
    CONFLICT_RETRIES,
    '0',
    'retries',
    'Causeway’s own: how often a statement is run anew, on the new version, when the table that it writes was changed meanwhile.',
  ),
  honoured(
    KEEP_RESULT,
    'preview',
    'kept-rows',
    'Causeway’s own: all keeps every row of a query’s result for 24 hours, not the first alone.',
  ),
  honoured(
    PUSH_DOWN_PARTS,
    'true',
    'boolean',
    'Causeway’s own: databases compute groups, DISTINCT and first rows of their tables where the answer is surely Spark’s; false: they are asked for rows only.',
  ),
  honoured('spark.sql.dynamicPartitionOverwrite.enabled', 'false', 'boolean', OVERWRITE),
  honoured('dli.sql.dynamicPartitionOverwrite.enabled', 'false', 'boolean', OVERWRITE),
  idle('spark.sql.adaptive.advisoryPartitionSizeInBytes', '64MB', 'bytes', ADAPTIVE),
  idle('spark.sql.adaptive.autoBroadcastJoinThreshold', '10MB', 'bytes', ADAPTIVE),
  idle('spark.sql.adaptive.coalescePartitions.enabled', 'true', 'boolean', ADAPTIVE),
  idle('spark.sql.adaptive.coalescePartitions.initialPartitionNum', '200', 'integer', ADAPTIVE),
  idle('spark.sql.adaptive.coalescePartitions.minPartitionSize', '1MB', 'bytes', ADAPTIVE),
  idle('spark.sql.adaptive.coalescePartitions.parallelismFirst', 'true', 'boolean', ADAPTIVE),
  idle('spark.sql.adaptive.enabled', 'true', 'boolean', ADAPTIVE),
  idle('spark.sql.adaptive.localShuffleReader.enabled', 'true', 'boolean', ADAPTIVE),
  idle('spark.sql.adaptive.maxShuffledHashJoinLocalMapThreshold', '0b', 'bytes', ADAPTIVE),
  idle('spark.sql.adaptive.skewJoin.enabled', 'true', 'boolean', ADAPTIVE),
  idle('spark.sql.adaptive.skewJoin.skewedPartitionFactor', '5', 'number', ADAPTIVE),
  idle('spark.sql.adaptive.skewJoin.skewedPartitionThresholdInBytes', '256MB', 'bytes', ADAPTIVE),
  idle('spark.sql.autoBroadcastJoinThreshold', '10MB', 'bytes', JOINS),
  idle('spark.sql.broadcastTimeout', '300', 'time', JOINS),
  idle('spark.sql.join.preferSortMergeJoin', 'true', 'boolean', JOINS),
  idle('spark.sql.shuffle.partitions', '200', 'integer', SHUFFLE),
  idle('dli.sql.shuffle.partitions', '200', 'integer', SHUFFLE),
  idle('spark.sql.exchange.reuse', 'true', 'boolean', SHUFFLE),
  idle('spark.sql.files.maxPartitionBytes', '128MB', 'bytes', FILES),
  idle('spark.sql.files.minPartitionNum', '<undefined>', 'integer', FILES),
  idle('spark.sql.files.openCostInBytes', '4MB', 'bytes', FILES),
  idle('spark.sql.files.maxRecordsPerFile', '0', 'integer', FILES),
  idle('spark.sql.sources.bucketing.enabled', 'true', 'boolean', FILES),
  idle('spark.sql.sources.parallelPartitionDiscovery.threshold', '32', 'integer', FILES),
  idle('spark.sql.parquet.enableVectorizedReader', 'true', 'boolean', READERS),
  idle('spark.sql.parquet.filterPushdown', 'true', 'boolean', READERS),
  idle('spark.sql.parquet.aggregatePushdown', 'false', 'boolean', READERS),
  idle('spark.sql.csv.filterPushdown.enabled', 'true', 'boolean', READERS),
  idle('spark.sql.json.filterPushdown.enabled', 'true', 'boolean', READERS),
  idle('spark.sql.cbo.enabled', 'false', 'boolean', COST),
  idle('spark.sql.cbo.joinReorder.enabled', 'false', 'boolean', COST),
  idle('spark.sql.cbo.planStats.enabled', 'false', 'boolean', COST),
  idle('spark.sql.statistics.histogram.enabled', 'false', 'boolean', COST),
  idle('spark.sql.statistics.histogram.numBins', '254', 'integer', COST),
  idle('spark.sql.statistics.size.autoUpdate.enabled', 'false', 'boolean', COST),
  idle('spark.sql.optimizer.dynamicPartitionPruning.enabled', 'true', 'boolean', COST),
  idle('spark.sql.optimizer.excludedRules', '<undefined>', 'text', COST),
  idle('spark.sql.optimizer.inSetConversionThreshold', '10', 'integer', COST),
  idle('spark.sql.optimizer.maxIterations', '100', 'integer', COST),
  idle('spark.sql.codegen.wholeStage', 'true', 'boolean', CODE),
  idle('spark.sql.codegen.factoryMode', 'FALLBACK', 'text', CODE),
  idle('spark.sql.codegen.maxFields', '100', 'integer', CODE),
  idle('spark.sql.debug.maxToStringFields', '25', 'integer', SHOWN),
  idle('spark.sql.maxPlanStringLength', '2147483632', 'integer', SHOWN),
  idle('spark.sql.inMemoryColumnarStorage.batchSize', '10000', 'integer', CACHE),
  idle('spark.sql.inMemoryColumnarStorage.compressed', 'true', 'boolean', CACHE),
])

/** How often the statement may be run anew after a conflict. */
export const conflictRetries = (settings: Readonly<Record<string, string>>): number => Number(settingValue(CONFLICT_RETRIES, settings) ?? 0)

export function storePolicy(settings: Readonly<Record<string, string>>): StorePolicy {
  const value = settingValue(STORE_POLICY, settings)?.trim().toUpperCase()
  return value === 'LEGACY' || value === 'STRICT' ? value : 'ANSI'
}

/** Whether databases are asked for more than rows. */
export const asksForParts = (settings: Readonly<Record<string, string>>): boolean =>
  settingValue(PUSH_DOWN_PARTS, settings)?.trim().toLowerCase() !== 'false'

/** Whether no types are found out of what folders k=v say. */
export const readsFoldersAsTexts = (settings: Readonly<Record<string, string>>): boolean =>
  settingValue(PARTITION_TYPES, settings)?.trim().toLowerCase() === 'false'

const SENT_WITH_JOB: ReadonlySet<string> = new Set([
  JOB_TIMEOUT,
  'dli.sql.sqlasync.enabled',
  RESULT_ROWS_MAX,
  INPUT_BYTES_MAX,
  SCRATCH_BYTES_MAX,
])
const OURS = /^(?:spark|dli)\./
const CAUSEWAYS = /^causeway\./i
const LIST_HINT = 'SET -v lists those that are.'

/** Throws not-supported for a setting that would change what statements mean, sql-semantics for a value that is none. */
export function checkSetting(name: string, value: string): void {
  if (SENT_WITH_JOB.has(name)) throw notSupported(`SET ${name}`, "Send it in the job's conf: it is read before the statement.")
  const setting = SETTINGS.get(name)
  if (setting !== undefined) checkValue(name, value, setting)
  else if (CAUSEWAYS.test(name)) throw unknownSetting(name)
  else if (OURS.test(name)) {
    const [close] = closeMatches(name, SETTINGS.keys())
    throw notSupported(
      `The setting ${shown(name)}`,
      close === undefined
        ? `It may change what statements mean, and nothing here reads it: leave it out. ${LIST_HINT}`
        : `Did you mean ${close}? Else leave it out: it may change what statements mean, and nothing here reads it. ${LIST_HINT}`,
    )
  }
}

/** What came with a job, not what its session holds: clients send names of Spark and of the vendor that nobody here knows, but one of Causeway's is mistyped. */
export function checkSentConf(conf: Readonly<Record<string, string>>): void {
  for (const name of Object.keys(conf))
    if (CAUSEWAYS.test(name) && !SETTINGS.has(name) && !SENT_WITH_JOB.has(name)) throw unknownSetting(name)
}

function unknownSetting(name: string): CausewayError {
  const known = [...SETTINGS.keys(), ...SENT_WITH_JOB].filter((one) => CAUSEWAYS.test(one))
  return semanticError(`There is no setting ${shown(name)}`, matchHint(name, known))
}

/** What comes with a job: the same, but for names that nobody here knows, which clients send with every job. */
export function checkConf(conf: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(conf)) {
    const setting = SETTINGS.get(name)
    if (setting?.kind === 'fixed' || setting?.kind === 'honoured') checkValue(name, value, setting)
  }
}

function checkValue(name: string, value: string, setting: Setting): void {
  if (setting.kind === 'fixed') {
    if (value.trim().toLowerCase() === setting.value.toLowerCase() || setting.others?.test(value.trim()) === true) return
    throw notSupported(`${name}=${shown(value)}`, `The only value is ${setting.value}. ${setting.meaning}`)
  }
  if (PATTERNS[setting.values].test(value.trim())) return
  throw semanticError(`${shown(value)} is no value of ${name}`, `Write ${VALUE_WORDS[setting.values]}; ${setting.value} is the default.`)
}

const VALUE_WORDS: Readonly<Record<ValueKind, string>> = {
  boolean: 'true or false',
  precedence: 'EXCEPTION or CORRECTED',
  integer: 'a whole number',
  number: 'a number',
  bytes: 'a number of bytes',
  time: 'a time',
  text: 'a text',
  'overwrite-mode': 'STATIC or DYNAMIC',
  'store-policy': 'ANSI, LEGACY or STRICT',
  retries: 'a whole number from 0 to 10',
  'kept-rows': 'all or preview',
}

const shown = (text: string): string => (text.length > 100 ? `${text.slice(0, 100)}…` : text)

/** What the job sees for the name; undefined: it has none. */
export function settingValue(name: string, settings: Readonly<Record<string, string>>): string | undefined {
  return (Object.hasOwn(settings, name) ? settings[name] : undefined) ?? SETTINGS.get(name)?.value
}
