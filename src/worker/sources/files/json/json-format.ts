/** The name of the format in which JSON tables reach the engine's thread. */
export const JSON_FORMAT = 'json-files'
