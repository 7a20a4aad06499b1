import { describe, expect, test } from 'vitest'
import { checkConf, checkSetting } from './settings.ts'
import { substituteVariables } from './variables.ts'

/** Written with a percent sign here, for the linter takes the other for a mistake. */
const written = (text: string): string => text.replaceAll('%{', '$'.concat('{'))
const replace = (sql: string, settings: Readonly<Record<string, string>>): string =>
  substituteVariables(written(sql), Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, written(value)]))).text

describe('variables, as Spark replaces them', () => {
  const settings = { x: '5', y: '%{x}%{x}', 'a.b': 'c' }
  test.each([
    ["SELECT '%{x}', %{x} + 1", "SELECT '5', 5 + 1"],
    ['SELECT %{y}', 'SELECT 55'],
    ["'%{spark:x}%{hiveconf:x}%{hivevar:a.b}'", "'55c'"],
    ["'%{nope}'", "''"],
    ["'%{foo:x}'", "'%{foo:x}'"],
    ["'%{spark.sql.session.timeZone}'", "'UTC'"],
    ["'$x {x} %{} %{ x}'", "'$x {x} %{} %{ x}'"],
    ['%{%{x}%{x', '%{x'],
    ['%{a %{x}%{b c}', '%{a 5%{b c}'],
    ['%{}} %{a:} %{spark:}}', '  '],
  ])('%s', (sql, replaced) => {
    expect(replace(sql, settings)).toBe(written(replaced))
  })

  test('not when that is switched off', () => {
    expect(replace("'%{x}'", { ...settings, 'spark.sql.variable.substitute': 'FALSE' })).toBe(written("'%{x}'"))
  })

  test.each(['%{env:HOME}', '%{system:user.dir}'])('%s shows nothing of the machine', (sql) => {
    expect(() => replace(sql, {})).toThrow(expect.objectContaining({ kind: 'not-supported' }))
  })

  test('many beginnings without an end are read once', () => {
    const sql = '%{'.repeat(240_000)
    expect(replace(sql, settings)).toBe(written(sql))
  })

  test('no circle and no avalanche', () => {
    expect(() => replace('%{a}', { a: '%{b}', b: '%{a}' })).toThrow(expect.objectContaining({ kind: 'sql-semantics' }))
    const empty = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`v${index}`, `%{v${index + 1}}`.repeat(100)]))
    expect(() => replace('%{v0}', empty)).toThrow(expect.objectContaining({ kind: 'limit-exceeded' }))
    expect(() => replace('%{w}'.repeat(200), { w: 'x'.repeat(4_000) })).toThrow(expect.objectContaining({ kind: 'limit-exceeded' }))
  })
})

describe('settings', () => {
  test.each([
    ['spark.sql.ansi.enabled', 'FALSE'],
    ['spark.sql.session.timeZone', 'UTC'],
    ['spark.sql.session.timeZone', 'Etc/UTC'],
    ['spark.sql.session.timeZone', '+00:00'],
    ['spark.sql.session.timeZone', 'GMT+0'],
    ['spark.sql.shuffle.partitions', '10'],
    ['spark.sql.autoBroadcastJoinThreshold', '10 MB'],
    ['my.own', 'anything'],
  ])('%s=%s is taken', (name, value) => {
    expect(() => checkSetting(name, value)).not.toThrow()
  })

  test.each([
    ['spark.sql.ansi.enabled', 'true', 'not-supported', 'spark.sql.ansi.enabled=true'],
    ['spark.sql.session.timeZone', 'Europe/Berlin', 'not-supported', 'spark.sql.session.timeZone'],
    ['spark.sql.session.timeZone', '+00:30', 'not-supported', 'spark.sql.session.timeZone'],
    ['spark.sql.session.timeZone', 'Etc/GMT+1', 'not-supported', 'spark.sql.session.timeZone'],
    ['spark.sql.legacy.timeParserPolicy', 'LEGACY', 'not-supported', 'spark.sql.legacy.timeParserPolicy'],
    ['spark.executor.memory', '3g', 'not-supported', 'spark.executor.memory'],
    ['dli.sql.job.timeout', '3', 'not-supported', 'dli.sql.job.timeout'],
    ['spark.sql.shuffle.partitions', 'abc', 'sql-semantics', 'spark.sql.shuffle.partitions'],
  ])('%s=%s is refused by name', (name, value, kind, words) => {
    expect(() => checkSetting(name, value)).toThrow(expect.objectContaining({ kind, message: expect.stringContaining(words) }))
  })

  test('what comes with a job is refused when it would change what the statement means, and only then', () => {
    expect(() => checkConf({ 'spark.sql.unknown': 'x', 'dli.sql.job.timeout': '60', 'spark.sql.ansi.enabled': 'false' })).not.toThrow()
    expect(() => checkConf({ 'spark.sql.ansi.enabled': 'true' })).toThrow(expect.objectContaining({ kind: 'not-supported' }))
  })
})
