import type { Page } from 'playwright-core'
import { waitPatiently } from '../../../testing/patience.ts'

/** What names the element that has the focus: its label, its name in a form, or its text. */
const focusedNames = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() => {
    const element = document.activeElement
    if (!(element instanceof HTMLElement)) return []
    const labels =
      element instanceof HTMLInputElement || element instanceof HTMLSelectElement || element instanceof HTMLTextAreaElement
        ? [...(element.labels ?? [])].map((label) => label.textContent?.replace(/\s*\*$/, '').trim() ?? '')
        : []
    return [element.getAttribute('aria-label') ?? '', element.getAttribute('name') ?? '', element.textContent?.trim() ?? '', ...labels]
  })

/** The first of these. */
export const focusedName = async (page: Page): Promise<string> => (await focusedNames(page)).find((name) => name !== '') ?? ''

export const focusedText = (page: Page): Promise<string> => page.evaluate(() => document.activeElement?.textContent?.trim() ?? '')

/** A page that is still being read has less to come to. */
const ROUNDS_MAX = 200
const TABS_PER_ROUND = 90
const BETWEEN_ROUNDS_MS = 300

/** Goes on by Tab until what is called so has the focus. */
export async function tabTo(page: Page, wanted: string | RegExp): Promise<void> {
  let rounds = 0
  await waitPatiently({
    meanwhile: `${wanted} is being looked for`,
    pauseMs: BETWEEN_ROUNDS_MS,
    over: () => (rounds >= ROUNDS_MAX ? `${wanted} is not reached by ${ROUNDS_MAX} times ${TABS_PER_ROUND} tabs` : undefined),
    async look() {
      rounds += 1
      for (let tabs = 0; tabs < TABS_PER_ROUND; tabs += 1) {
        const names = await focusedNames(page)
        if (names.some((name) => (typeof wanted === 'string' ? name === wanted : wanted.test(name)))) return true
        await page.keyboard.press('Tab')
      }
      return undefined
    },
  })
}

export const pressOn = async (page: Page, wanted: string | RegExp): Promise<void> => {
  await tabTo(page, wanted)
  await page.keyboard.press('Enter')
}
