import { describe, expect, it } from 'vitest'
import { Language, Parser } from 'web-tree-sitter'
import { findPowershellGrammar, NO_POWERSHELL_GRAMMAR } from '../../../testing/powershell-grammar.ts'
import { SHELL_SCRIPTS } from './shell-scripts.ts'

const grammar = await findPowershellGrammar()
if (grammar === undefined) console.error(`SKIPPED: ${NO_POWERSHELL_GRAMMAR}`)

// There is no PowerShell for the tests to run: this says that it would read the script, and not what the script then does.
describe.skipIf(grammar === undefined)('the script for PowerShell', () => {
  async function isRead(script: string): Promise<boolean> {
    await Parser.init()
    const parser = new Parser().setLanguage(await Language.load(grammar ?? ''))
    return parser.parse(script)?.rootNode.hasError === false
  }

  it('is read by a grammar of PowerShell', async () => {
    expect(await isRead(SHELL_SCRIPTS.powershell)).toBe(true)
  })

  it.each([
    ['a bracket', '}\n}\n', '}\n'],
    ['a parenthesis', '@words 2>$null)', '@words 2>$null'],
    ['a quote', "'ParameterValue'", "'ParameterValue"],
    ['the word before a condition', 'if ($word -notlike', '($word -notlike'],
  ])('is not read without %s', async (_what, part, without) => {
    expect(SHELL_SCRIPTS.powershell).toContain(part)
    expect(await isRead(SHELL_SCRIPTS.powershell.replace(part, without))).toBe(false)
  })
})
