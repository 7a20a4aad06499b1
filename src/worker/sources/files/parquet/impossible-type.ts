/** Of a column of whole numbers, or of decimals: how many bits or digits it has, as its file says; undefined: it does not. */
export type SaidType =
  | { readonly kind: 'integer'; readonly bits: number | undefined }
  | { readonly kind: 'decimal'; readonly precision: number | undefined; readonly scale: number | undefined }

const BITS: ReadonlySet<number | undefined> = new Set([8, 16, 32, 64])

/** What no column can be, in words, as parquet-mr decides it; undefined: it can be. More digits than anybody reads are not its concern. */
export function impossibleType(said: SaidType): string | undefined {
  switch (said.kind) {
    case 'integer':
      return BITS.has(said.bits) ? undefined : `a whole number of ${said.bits ?? 'unknown'} bits`
    case 'decimal': {
      const { precision = 0, scale = -1 } = said
      return precision >= 1 && scale >= 0 && scale <= precision
        ? undefined
        : `decimal(${said.precision ?? 'unknown'},${said.scale ?? 'unknown'})`
    }
  }
}
