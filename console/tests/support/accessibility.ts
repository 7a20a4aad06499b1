import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

interface Violation {
  readonly id: string
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[]
}
declare global {
  interface Window {
    readonly axe: { run(context: Document, options: object): Promise<{ readonly violations: readonly Violation[] }> }
  }
}

/** WCAG 2.2 AA, as far as a program can say. */
const OPTIONS = { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }
const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js')

/** What axe finds on the page as it is now: one line each. */
export async function findViolations(page: Page): Promise<readonly string[]> {
  // By the driver, which the page's policy does not bind.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(await readFile(axe, 'utf8'))
  const found = await page.evaluate(async (options) => (await window.axe.run(document, options)).violations, OPTIONS)
  return found.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary = '' }) => `${id}: ${html.slice(0, 200)} ${failureSummary}`))
}
