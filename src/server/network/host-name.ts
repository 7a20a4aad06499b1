/** A name as DNS has it, or the end of one, in lower case and without a dot at either end. */
const HOST_NAME = /^(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*$/

export const isHostName = (name: string): boolean => HOST_NAME.test(name)
