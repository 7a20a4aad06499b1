import type { ServerClient } from '../connect/server-client.ts'
import type { ServerFlags } from '../connect/server-options.ts'

export interface Flags extends ServerFlags {
  readonly domain?: string
  readonly json?: boolean
  readonly description?: string
  readonly admin?: string
  readonly password?: string
  readonly role?: string
  readonly group?: boolean
}
export type Fields = Readonly<Record<string, unknown>>
export type Work = (server: ServerClient, names: readonly string[], flags: Flags) => Promise<Fields | undefined>

export const encoded = encodeURIComponent
export const ofDomain = ({ domain }: Flags): string => (domain === undefined ? '' : `?domain=${encoded(domain)}`)
export const given = (fields: Fields): Fields => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))

export async function done(work: Promise<unknown>, text: string): Promise<Fields> {
  await work
  return { done: text }
}

export interface AccountCommand {
  readonly command: string
  readonly description: string
  readonly options?: readonly (readonly [string, string])[]
  readonly work: Work
}

export const DESCRIPTION = ['--description <text>', 'what it is for'] as const
