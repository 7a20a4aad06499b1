/** In each bucket, for uploads that are not whole yet; emptied at each start. Whoever reads files for a table leaves out what begins with a full stop. */
export const UPLOADS_FOLDER = '.uploads'
/** How names begin of what a job has not written to its end: what is older than any job is removed. */
export const UNFINISHED_PREFIX = '.unfinished-'

/** Of the parts of a path in a bucket: what stands there is removed when nobody asks for it, and read by nobody. */
export const isReservedPath = (segments: readonly string[]): boolean =>
  segments[0] === UPLOADS_FOLDER || segments.some((segment) => segment.startsWith(UNFINISHED_PREFIX))
