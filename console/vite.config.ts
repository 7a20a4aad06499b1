import { defineConfig } from 'vite'

export default defineConfig({
  root: import.meta.dirname,
  base: '/console/',
  publicDir: 'public',
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2024',
    // The server compresses nothing: scripts/build-console.ts does, once.
    reportCompressedSize: false,
    // The editor's, which is loaded with its page alone.
    chunkSizeWarningLimit: 800,
    // What is put into a page as a text of its own is refused by the policy of the page.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      onLog: (level, log, tell) => {
        // Of libraries that are for servers too: it means nothing in a page.
        if (log.code !== 'MODULE_LEVEL_DIRECTIVE') tell(level, log)
      },
    },
  },
})
