/**
 * A place in a bucket as it is kept, obs://bucket/key: the vendor's SDKs write s3a:// where its documents have obs://, and Spark takes a scheme in any case. What
 * is no such place stays as it is, to be refused by its own words.
 */
export const obsUrl = (written: string): string => written.replace(/^(?:obs|s3a):\/\//i, 'obs://')
