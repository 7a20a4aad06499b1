import { autocompletion, closeBrackets, closeBracketsKeymap, closeCompletion, completionKeymap } from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { bracketMatching } from '@codemirror/language'
import { linter, lintKeymap } from '@codemirror/lint'
import { EditorState, type Extension, StateEffect } from '@codemirror/state'
import { drawSelection, EditorView, highlightSpecialChars, keymap, lineNumbers, type ViewUpdate } from '@codemirror/view'
import { type RefObject, useEffect, useRef } from 'react'
import { catalogNames } from './catalog-names.ts'
import { completionSource } from './completion-source.ts'
import { sparkLanguage } from './spark-language.ts'
import './sql-editor.css'
import { type CheckSettings, statementChecker } from './statement-linter.ts'

interface EditorCommands {
  readonly run: () => void
  readonly runAll: () => void
  readonly explain: () => void
  readonly format: () => void
}

interface SqlEditorProps {
  readonly tabId: string
  readonly sql: string
  readonly changed: (sql: string) => void
  readonly settings: CheckSettings
  /** Grows where what there is may have changed. */
  readonly changes: number
  readonly commands: EditorCommands
  readonly view: RefObject<EditorView | null>
}

const CHECK_DELAY_MS = 600
/** What is right or wrong may be another by now, though the text is the same. */
const checkAgain = StateEffect.define()
const needsRefresh = ({ transactions }: ViewUpdate): boolean =>
  transactions.some(({ effects }) => effects.some((effect) => effect.is(checkAgain)))

/** What is undone in a tab, and where its cursor is, while the page lives. */
const states = new Map<string, EditorState>()

export const forgetEditor = (tabId: string): void => void states.delete(tabId)

let isFocusWanted = false

/** Whoever opens a tab wants to write in it. */
export const focusNextEditor = (): void => {
  isFocusWanted = true
}

export function SqlEditor({ tabId, sql, changed, settings, changes, commands, view }: SqlEditorProps) {
  const frame = useRef<HTMLDivElement>(null)
  // The editor lives longer than what it was made with.
  const latest = useRef({ changed, settings, commands })
  latest.current = { changed, settings, commands }
  const shown = useRef(sql)
  shown.current = sql

  useEffect(() => {
    if (frame.current === null) return
    const kept = states.get(tabId)
    const state =
      kept !== undefined && kept.doc.toString() === shown.current
        ? kept
        : EditorState.create({ doc: shown.current, extensions: extensionsOf(latest) })
    const made = new EditorView({ state, parent: frame.current })
    view.current = made
    if (isFocusWanted) made.focus()
    isFocusWanted = false
    return () => {
      states.set(tabId, made.state)
      view.current = null
      made.destroy()
    }
  }, [tabId, view])

  useEffect(() => {
    const editor = view.current
    // Another window has changed it, or it was formatted.
    if (editor !== null && editor.state.doc.toString() !== sql)
      editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: sql } })
  }, [sql, view])

  const checked = JSON.stringify([settings, changes])
  useEffect(() => {
    // Of a text that has just been opened it is done by itself.
    if (checked !== '') view.current?.dispatch({ effects: checkAgain.of(null) })
  }, [checked, view])

  return <div ref={frame} className="sql-editor" />
}

/** Loaded when it is first wanted. */
function openSearch(editor: EditorView): boolean {
  void import('./search-panel.ts').then(({ showSearchPanel }) => showSearchPanel(editor))
  return true
}

interface Latest {
  readonly changed: (sql: string) => void
  readonly settings: CheckSettings
  readonly commands: EditorCommands
}

function extensionsOf(latest: RefObject<Latest>): Extension {
  const names = catalogNames(() => latest.current.settings.database || 'default')
  const check = statementChecker(() => latest.current.settings)
  const command =
    (what: keyof EditorCommands) =>
    (editor: EditorView): boolean => {
      // What is offered stands before the results.
      closeCompletion(editor)
      latest.current.commands[what]()
      return true
    }
  return [
    lineNumbers(),
    highlightSpecialChars(),
    history(),
    drawSelection(),
    bracketMatching(),
    closeBrackets(),
    sparkLanguage,
    autocompletion({ override: [completionSource(names)], icons: false }),
    linter((editor) => check(editor.state.doc.toString()), { delay: CHECK_DELAY_MS, needsRefresh }),
    EditorView.lineWrapping,
    EditorView.contentAttributes.of({ 'aria-label': 'SQL. Tab leaves the editor; Ctrl+Enter runs the statement' }),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) latest.current.changed(update.state.doc.toString())
    }),
    // Tab is the way out of the editor, for who has no mouse.
    keymap.of([
      { key: 'Mod-Enter', run: command('run') },
      { key: 'Mod-Shift-Enter', run: command('runAll') },
      { key: 'Mod-e', run: command('explain') },
      { key: 'Mod-Shift-f', run: command('format') },
      ...closeBracketsKeymap,
      ...defaultKeymap,
      { key: 'Mod-f', run: openSearch },
      ...historyKeymap,
      ...completionKeymap,
      ...lintKeymap,
    ]),
  ]
}
