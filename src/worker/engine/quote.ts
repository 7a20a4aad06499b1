/** A name as the engine and PostgreSQL write it: in double quotes. */
export const quoteName = (name: string): string => `"${name.replaceAll('"', '""')}"`

/** A text literal of the engine, in which a backslash is an ordinary character. */
export const quoteText = (text: string): string => `'${text.replaceAll("'", "''")}'`
