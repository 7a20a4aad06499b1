import { openSearchPanel, search, searchKeymap } from '@codemirror/search'
import { StateEffect } from '@codemirror/state'
import { type EditorView, keymap } from '@codemirror/view'

const withSearch = new WeakSet<EditorView>()

/** With the keys of it, from the first time on. */
export function showSearchPanel(editor: EditorView): void {
  if (!withSearch.has(editor)) editor.dispatch({ effects: StateEffect.appendConfig.of([search({ top: true }), keymap.of(searchKeymap)]) })
  withSearch.add(editor)
  openSearchPanel(editor)
}
