import { SETTINGS, type Setting } from '../../src/worker/sql/session/settings.ts'

const KINDS: readonly (readonly [Setting['kind'], string, string])[] = [
  [
    'fixed',
    'Fixed',
    'Statements are read so. `SET` takes this value only, and a job that is submitted with another one in its `conf` is refused.',
  ],
  ['honoured', 'With effect', 'These do what they do in Spark, which has none that begins with `causeway.`.'],
  ['without-effect', 'Without effect', 'These are kept and shown. They change how Spark works, and no result.'],
]

/** The settings that SET takes, beside names of the user's own. */
export function settingsPage(): string {
  const sections = KINDS.map(([kind, title, about]) => {
    const rows = [...SETTINGS]
      .filter(([, setting]) => setting.kind === kind)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(
        ([name, { value, meaning }]) =>
          `| \`${name}\` | ${value === '<undefined>' ? '–' : `\`${value}\``} | ${meaning.replaceAll('|', '\\|')} |`,
      )
    return `## ${title}\n\n${about}\n\n| setting | value, or default | meaning |\n|---|---|---|\n${rows.join('\n')}\n`
  })
  return `# Settings of a session

What \`SET -v\` lists; [sessions](../guides/sessions.md#settings) says what they are for. Made by \`npm run generate\` from \`src/worker/sql/session/settings.ts\`.

Any other name that begins with \`spark.\`, \`dli.\` or \`causeway.\` is refused in \`SET\`; names that do not are variables of the user's own.

${sections.join('\n')}`
}
