import type { Page } from 'playwright-core'

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

const TABS_MAX = 90

/** Goes on by Tab until what is called so has the focus. */
export async function tabTo(page: Page, wanted: string | RegExp): Promise<void> {
  for (let tabs = 0; tabs < TABS_MAX; tabs += 1) {
    const names = await focusedNames(page)
    if (names.some((name) => (typeof wanted === 'string' ? name === wanted : wanted.test(name)))) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`${wanted} is not reached by ${TABS_MAX} tabs`)
}

export const pressOn = async (page: Page, wanted: string | RegExp): Promise<void> => {
  await tabTo(page, wanted)
  await page.keyboard.press('Enter')
}
