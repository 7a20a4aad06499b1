import { randomBytes, randomInt, randomUUID } from 'node:crypto'

/** A hyphenated UUID: connections, bindings, jobs, VPCs, subnets and a queue's resource id. */
export const newUuid = (): string => randomUUID()

export const isUuid = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)

/** 32 hexadecimal digits without hyphens: projects, domains and users, as IAM writes them. */
export const newHexId = (): string => randomBytes(16).toString('hex')

/** 16 bits, which nobody can guess: of a question for a name, that whoever does not see it cannot answer it. */
export const newQuestionId = (): number => randomInt(2 ** 16)
