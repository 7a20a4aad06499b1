/** Where the engine finds other ends and words than Java. */
const LINE_BREAKS = String.raw`\n\r\x{85}\x{2028}\x{2029}`

export const REGEXP_MACROS: readonly string[] = [
  `CREATE OR REPLACE MACRO sp_ends_with_break(s) AS regexp_matches(s, '[${LINE_BREAKS}]$')`,
  String.raw`CREATE OR REPLACE MACRO sp_has_other_words(s) AS regexp_matches(s, '[^\x00-\x7F]') AND regexp_matches(regexp_replace(s, '[\x00-\x7F]+', '', 'g'), '[\pL\pN\pM]')`,
]
