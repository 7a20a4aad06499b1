/** How files of text are packed that are written; undefined, where it is optional: not at all. */
export const TEXT_COMPRESSIONS = ['gzip', 'deflate', 'zstd', 'snappy', 'lz4', 'bzip2'] as const
export type TextCompression = (typeof TEXT_COMPRESSIONS)[number]

/** What the name of a file ends with, by which it is read. */
export const COMPRESSED_ENDINGS: Readonly<Record<TextCompression, string>> = {
  gzip: '.gz',
  deflate: '.deflate',
  zstd: '.zst',
  snappy: '.snappy',
  lz4: '.lz4',
  bzip2: '.bz2',
}

/** Spark's names of no compression. */
export const UNCOMPRESSED = ['none', 'uncompressed'] as const

export const packing = (written: TextCompression | (typeof UNCOMPRESSED)[number] | undefined): TextCompression | undefined =>
  written === 'none' || written === 'uncompressed' ? undefined : written
