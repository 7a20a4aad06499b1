import type { ReadingRules } from '../reading-rules.ts'
import { settingValue } from './settings.ts'

const GROUP_BY_ORDINAL = 'spark.sql.groupByOrdinal'
const GROUP_BY_ALIASES = 'spark.sql.groupByAliases'
const ORDER_BY_ORDINAL = 'spark.sql.orderByOrdinal'
const HAVING_AS_WHERE = 'spark.sql.legacy.parser.havingWithoutGroupByAsWhere'
const SET_OPERATORS = 'spark.sql.legacy.setopsPrecedence.enabled'
const COUNT_OF_NOTHING = 'spark.sql.legacy.allowParameterlessCount'
const COUNT_OF_STAR = 'spark.sql.legacy.allowStarWithSingleTableIdentifierInCount'
const QUOTED_PATTERNS = 'spark.sql.parser.quotedRegexColumnNames'
const PRECISION_LOSS = 'spark.sql.decimalOperations.allowPrecisionLoss'
const CONCAT_OF_BINARY = 'spark.sql.function.concatBinaryAsString'
const ELT_OF_BINARY = 'spark.sql.function.eltOutputAsString'
const COMMON_TABLES = 'spark.sql.legacy.ctePrecedencePolicy'

const NAMES: readonly string[] = [
  GROUP_BY_ORDINAL,
  GROUP_BY_ALIASES,
  ORDER_BY_ORDINAL,
  HAVING_AS_WHERE,
  SET_OPERATORS,
  COUNT_OF_NOTHING,
  COUNT_OF_STAR,
  QUOTED_PATTERNS,
  PRECISION_LOSS,
  CONCAT_OF_BINARY,
  ELT_OF_BINARY,
  COMMON_TABLES,
]

/** How statements are read in a session with these settings, each of which was checked. */
export function readingRules(settings: Readonly<Record<string, string>>): ReadingRules {
  const value = (name: string): string => (settingValue(name, settings) ?? '').trim().toLowerCase()
  const isTrue = (name: string): boolean => value(name) === 'true'
  return {
    groupByOrdinal: isTrue(GROUP_BY_ORDINAL),
    groupByAliases: isTrue(GROUP_BY_ALIASES),
    orderByOrdinal: isTrue(ORDER_BY_ORDINAL),
    havingWithoutGroupByAsWhere: isTrue(HAVING_AS_WHERE),
    equalSetOperators: isTrue(SET_OPERATORS),
    countOfNothing: isTrue(COUNT_OF_NOTHING),
    countOfTableStar: isTrue(COUNT_OF_STAR),
    quotedPatterns: isTrue(QUOTED_PATTERNS),
    allowsPrecisionLoss: isTrue(PRECISION_LOSS),
    concatOfBinaryIsText: isTrue(CONCAT_OF_BINARY),
    eltOfBinaryIsText: isTrue(ELT_OF_BINARY),
    hidesCommonTables: value(COMMON_TABLES) === 'corrected',
  }
}

/** The settings that a view keeps: those of a session that change how its text is read. */
export const readingSettings = (settings: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(NAMES.flatMap((name) => (Object.hasOwn(settings, name) ? [[name, settings[name] ?? '']] : [])))
