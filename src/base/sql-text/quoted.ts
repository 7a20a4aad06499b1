/** A name as it may stand in a statement, whatever it is made of. */
export const quotedName = (name: string): string => `\`${name.replaceAll('`', '``')}\``

/** Spark's quoteIfNeeded: in quotes where it has other signs than letters and digits, or digits alone. */
export const quotedIfNeeded = (name: string): string => (/^\w+$/.test(name) && !/^\d+$/.test(name) ? name : quotedName(name))

/** A literal of that text. What stands in it as a variable is replaced like one that the user has written. */
const quotedText = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`

/** The same of a text that is nobody's SQL: of a `$` and a brace their numbers are written, or variables (`${name}`, `{{name}}`) would be replaced in it. */
export const quotedAsItStands = (text: string): string => quotedText(text).replaceAll('$', '\\u0024').replaceAll('{', '\\u007b')
