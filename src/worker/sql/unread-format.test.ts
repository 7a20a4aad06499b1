import { expect, it } from 'vitest'
import { unreadFormat } from './unread-format.ts'

const hintFor = (format: string): string | undefined => unreadFormat(`USING ${format}`, format, 'otherwise').hint

it.each(['clickhouse', 'MySQL', 'mariadb', 'postgresql', 'org.apache.spark.sql.postgres'])(
  'names the URL by which the rows of a %s are read',
  (format) => {
    expect(hintFor(format)).toMatch(/USING jdbc with the URL jdbc:\w+:\/\/host:\d+\/database/)
  },
)

it('says which formats are served where it knows no other way', () => {
  expect(hintFor('nonsense')).toBe('otherwise')
})
