import type { Locator, Page } from 'playwright-core'

/** What a person does on a page of the console. */
export interface PageWork {
  /** Another page, by the navigation. */
  open(label: string): Promise<void>
  dialog(): Locator
  /** Of a list, by a text in it. */
  row(text: string): Locator
  /** Opens a form, fills it in, and sends it; gives the request that it showed before. */
  act(button: string, fields: Readonly<Record<string, string>>): Promise<string>
  /** What is in the page behind a dialog that was left: it stands there for a moment with what was typed, while the page tells the answer already. */
  pageWithoutDialog(): Promise<string>
}

export function workOn(page: Page): PageWork {
  const dialog = () => page.getByRole('dialog')
  return {
    async open(label) {
      await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: label, exact: true }).click()
      await page.getByRole('heading', { level: 1, name: label }).waitFor()
    },
    dialog,
    row: (text) => page.getByRole('row').filter({ hasText: text }),
    async act(button, fields) {
      await page.getByRole('button', { name: button, exact: true }).first().click()
      for (const [label, value] of Object.entries(fields)) {
        const field = dialog().getByLabel(new RegExp(`^${label}( \\*)?$`))
        if ((await field.evaluate((element) => element.tagName)) === 'SELECT') await field.selectOption({ label: value })
        else await field.fill(value)
      }
      await dialog().locator('summary').click()
      const shown = (await dialog().locator('details').textContent()) ?? ''
      await dialog().getByRole('button', { name: button, exact: true }).click()
      return shown
    },
    async pageWithoutDialog() {
      await dialog().waitFor({ state: 'detached' })
      return await page.content()
    },
  }
}
