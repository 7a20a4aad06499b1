import { randomBytes, randomUUID } from 'node:crypto'

/** A hyphenated UUID: connections, bindings, jobs, VPCs, subnets and a queue's resource id. */
export const newUuid = (): string => randomUUID()

/** 32 hexadecimal digits without hyphens: projects, domains and users, as IAM writes them. */
export const newHexId = (): string => randomBytes(16).toString('hex')
