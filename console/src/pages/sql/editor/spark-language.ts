import { HighlightStyle, StreamLanguage, syntaxHighlighting } from '@codemirror/language'
import type { Extension } from '@codemirror/state'
import { tags } from '@lezer/highlight'
import { sparkToken, startState } from './spark-tokens.ts'

const language = StreamLanguage.define({
  name: 'spark-sql',
  startState,
  copyState: (state) => ({ ...state }),
  token: sparkToken,
  tokenTable: { function: tags.function(tags.variableName) },
  languageData: {
    commentTokens: { line: '--', block: { open: '/*', close: '*/' } },
    closeBrackets: { brackets: ['(', '[', '{', "'", '"', '`'] },
  },
})

/** By classes, so that the colours are those of the page's scheme: sql-editor.css. */
const styles = HighlightStyle.define([
  { tag: tags.keyword, class: 'sql-keyword' },
  { tag: tags.typeName, class: 'sql-type' },
  { tag: tags.string, class: 'sql-string' },
  { tag: tags.number, class: 'sql-number' },
  { tag: tags.comment, class: 'sql-comment' },
  { tag: tags.variableName, class: 'sql-variable' },
  { tag: tags.function(tags.variableName), class: 'sql-function' },
])

export const sparkLanguage: Extension = [language, syntaxHighlighting(styles)]
