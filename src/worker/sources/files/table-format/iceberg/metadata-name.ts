/** A file of metadata by its name, or by a path that ends in it, as catalogs write it; the last group is the name. */
export const METADATA_FILE = /^(?:[^\0]*\/)?([^/\0]+\.metadata\.json(?:\.gz)?|[^/\0]+\.gz\.metadata\.json)$/

/** Undefined: the text names no such file. */
export const metadataName = (text: string): string | undefined => METADATA_FILE.exec(text)?.[1]
