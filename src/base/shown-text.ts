/** Without what a terminal or a page obeys, or what ends a line: some of what is shown is told by others, as by whoever was dialled. */
export const plain = (value: unknown): string =>
  String(value ?? '').replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, (sign) => `\\u{${(sign.codePointAt(0) ?? 0).toString(16)}}`)

/** Several lines, with the tabs within them, each as `plain` has it. */
export const plainLines = (text: string): string => text.split(/\r?\n/).map(plainWithTabs).join('\n')

const plainWithTabs = (line: string): string => line.split('\t').map(plain).join('\t')

/** JSON in one line, with the same signs by their codes: it is shown on terminals, too. */
export const plainJson = (value: unknown): string =>
  JSON.stringify(value).replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (sign) => sign.split('').map(escaped).join(''))

const escaped = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
