import { expect, it } from 'vitest'
import { POWERSHELL_PLAIN, SHELL_SCRIPTS } from './shell-scripts.ts'

const plain = new RegExp(POWERSHELL_PLAIN)

it.each(['queue', 'q1', '--queue=q1', 'shop.orders', '0b1c-2d', 'default'])('%s is typed as it is in PowerShell', (word) => {
  expect(plain.test(word)).toBe(true)
})

it.each(['two words', 'a;b', 'a’; b', '“a”', '‚a', '‛a', 'a`b', '$(a)', '@a', 'a\nb', 'été', ''])('%s is quoted in PowerShell', (word) => {
  expect(plain.test(word)).toBe(false)
})

it('has PowerShell itself say how a text is quoted: four other signs are quotes to it', () => {
  expect(SHELL_SCRIPTS.powershell).toContain(`$word -cmatch '${POWERSHELL_PLAIN}'`)
  expect(SHELL_SCRIPTS.powershell).toContain(
    '\'" + [System.Management.Automation.Language.CodeGeneration]::EscapeSingleQuotedStringContent($word)',
  )
})

it('hands on no empty word in PowerShell, which loses it on the way', () => {
  expect(SHELL_SCRIPTS.powershell).toContain("complete @next '--' @words")
  expect(SHELL_SCRIPTS.powershell).not.toContain("+= ''")
})
