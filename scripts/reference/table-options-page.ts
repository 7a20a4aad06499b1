import type { OptionsSchema, SourceOption } from '../../src/worker/sources/shared/options/source-option.ts'

/** docs/reference/table-options.md */
export function tableOptionsPage(schemas: readonly OptionsSchema[]): string {
  return `# Options of tables

Generated from the kinds of sources in src/worker/sources/ by \`npm run generate\`.

What may stand in \`CREATE TABLE … USING … OPTIONS (…)\`. Names are read without regard to case. An option that is not here is refused by name, and so is
a value that an option does not have, also where the option has no effect.
${schemas.map(section).join('')}`
}

function section({ of, word, options }: OptionsSchema): string {
  const entries = Object.entries(options)
  const rows = entries.flatMap(([name, option]) => (option.kind === 'refused' ? [] : [row(name, option)]))
  const refused = entries.flatMap(([name, option]) => (option.kind === 'refused' ? [`- \`${name}\`: ${option.because}`] : []))
  return `
## ${of.replace(/^(?:a|the) /, '')}

| ${word} | is | what it does |
|---|---|---|
${rows.join('\n')}
${refused.length === 0 ? '' : `\nRefused:\n\n${refused.join('\n')}\n`}`
}

function row(name: string, option: Exclude<SourceOption<unknown>, { kind: 'refused' }>): string {
  const names = [name, ...(option.otherName === undefined ? [] : [option.otherName])].map((one) => `\`${one}\``).join(' or ')
  const required = option.kind === 'used' && option.required === true ? ' (required)' : ''
  const effect = option.kind === 'used' ? option.meaning : `no effect, because ${option.because}`
  const needs = option.needs === undefined ? '' : `; only with ${option.needs.join(', ')}`
  return `| ${names}${required} | ${option.value.allowed} | ${`${effect}${needs}`.replaceAll('|', '\\|')} |`
}
