import { stripTypeScriptTypes } from 'node:module'

/** TypeScript as the JavaScript that Node runs it as. Node says at each first use of what does it that it is experimental; it is what Node runs TypeScript with. */
export function withoutTypes(source: string): string {
  const { emitWarning } = process
  process.emitWarning = () => {}
  try {
    return stripTypeScriptTypes(source)
  } finally {
    process.emitWarning = emitWarning
  }
}
