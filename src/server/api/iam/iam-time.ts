/** RFC 3339 with microseconds, as IAM writes times. */
export const iamTime = (epochMs: number): string => new Date(epochMs).toISOString().replace('Z', '000Z')
