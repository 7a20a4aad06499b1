/** What is written into char(n) and varchar(n) columns: only spaces at the end may be more than n characters. */
const written = (name: string, short: string): string =>
  `CREATE OR REPLACE MACRO sp_written_${name}(s, n) AS CASE WHEN length(s) <= n THEN ${short} WHEN rtrim(substring(s, n + 1), ' ') = '' THEN left(s, n) WHEN s IS NOT NULL THEN error('A string of ' || length(rtrim(s, ' ')) || ' characters is too long for a column of type ${name}(' || n || ')') END`

export const CHAR_MACROS: readonly string[] = [written('char', "rpad(s, n, ' ')"), written('varchar', 's')]
