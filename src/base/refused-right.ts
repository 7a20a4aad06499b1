/** What somebody may not do, and by whom or by what it would be granted. */
const REFUSED = /^[^\n]*\bmay (?:not |be read)[^\n]*\nWhat would help: [^\n]*(?:\/authorization|\/roles|\bwould help\.)/

/** Whether a job has failed with a right that is missing, by the text of it: a job keeps nothing else. */
export const isRefusedRight = (text: string): boolean => REFUSED.test(text)
