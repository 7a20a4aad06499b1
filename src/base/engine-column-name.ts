/** A letter of private use that stands for U+0000 where the engine reads a column's name: its SQL ends there. */
const NUL_IN_ENGINE = '\u{f0000}'

/** What the engine calls a column; undefined: it has no name for it. Nothing but the engine sees it: results, tables and files have names of their own. */
export function engineColumnName(name: string): string | undefined {
  if (name.includes(NUL_IN_ENGINE)) return undefined
  return name.replaceAll('\0', NUL_IN_ENGINE)
}
