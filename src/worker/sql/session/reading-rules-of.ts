import type { ReadingRules } from '../reading-rules.ts'
import { settingValue } from './settings.ts'

type Rule = keyof ReadingRules

/** The setting that says each, and where it is no `true`, the word by which the rule holds. */
const SETTING_OF: Readonly<Record<Rule, readonly [name: string, holdsBy?: string]>> = {
  groupByOrdinal: ['spark.sql.groupByOrdinal'],
  groupByAliases: ['spark.sql.groupByAliases'],
  orderByOrdinal: ['spark.sql.orderByOrdinal'],
  havingWithoutGroupByAsWhere: ['spark.sql.legacy.parser.havingWithoutGroupByAsWhere'],
  equalSetOperators: ['spark.sql.legacy.setopsPrecedence.enabled'],
  countOfNothing: ['spark.sql.legacy.allowParameterlessCount'],
  countOfTableStar: ['spark.sql.legacy.allowStarWithSingleTableIdentifierInCount'],
  quotedPatterns: ['spark.sql.parser.quotedRegexColumnNames'],
  allowsPrecisionLoss: ['spark.sql.decimalOperations.allowPrecisionLoss'],
  concatOfBinaryIsText: ['spark.sql.function.concatBinaryAsString'],
  eltOfBinaryIsText: ['spark.sql.function.eltOutputAsString'],
  hidesCommonTables: ['spark.sql.legacy.ctePrecedencePolicy', 'corrected'],
}

/** How statements are read in a session with these settings, each of which was checked. */
export function readingRules(settings: Readonly<Record<string, string>>): ReadingRules {
  const holds = (rule: Rule): boolean => {
    const [name, holdsBy = 'true'] = SETTING_OF[rule]
    return (settingValue(name, settings) ?? '').trim().toLowerCase() === holdsBy
  }
  return {
    groupByOrdinal: holds('groupByOrdinal'),
    groupByAliases: holds('groupByAliases'),
    orderByOrdinal: holds('orderByOrdinal'),
    havingWithoutGroupByAsWhere: holds('havingWithoutGroupByAsWhere'),
    equalSetOperators: holds('equalSetOperators'),
    countOfNothing: holds('countOfNothing'),
    countOfTableStar: holds('countOfTableStar'),
    quotedPatterns: holds('quotedPatterns'),
    allowsPrecisionLoss: holds('allowsPrecisionLoss'),
    concatOfBinaryIsText: holds('concatOfBinaryIsText'),
    eltOfBinaryIsText: holds('eltOfBinaryIsText'),
    hidesCommonTables: holds('hidesCommonTables'),
  }
}

/** The settings that a view keeps: those of a session that change how its text is read. */
export const readingSettings = (settings: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.values(SETTING_OF).flatMap(([name]) => (Object.hasOwn(settings, name) ? [[name, settings[name] ?? '']] : [])))
