import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium, type Locator, type Page } from 'playwright-core';

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
  '--no-first-run',
];
const OUTPUT = join(import.meta.dirname, '../../test-output/browser');

export function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: FLAGS, headless: true });
}

/** One person in front of the page. */
export function createUser(page: Page, url: string) {
  let shots = 0;
  const composer = () => page.getByTestId('composer').locator('textarea').first();
  return {
    page,
    async actAs(id: string) {
      await page.goto(`${url}/?as=${id}`);
      await page.getByTestId('sidebar').waitFor();
    },
    /** A channel or the app in the sidebar. */
    async open(name: string) {
      await page.getByTestId('sidebar').getByText(name, { exact: true }).first().click();
    },
    /** The app's messages, where cards arrive. */
    async openApp(tab: 'Home' | 'Messages' = 'Messages') {
      await page.getByTestId('sidebar').getByText('Sales Agent', { exact: true }).first().click();
      await page.getByRole('tab', { name: tab }).click();
    },
    async type(text: string) {
      await composer().fill(text);
      await composer().press('Enter');
    },
    composer,
    async modal(title: string | RegExp): Promise<Locator> {
      const found = page.getByRole('dialog', { name: title }).last();
      await found.waitFor({ timeout: 15_000 });
      return found;
    },
    async closeModals() {
      for (let i = 0; i < 4 && (await page.getByRole('dialog').count()) > 0; i += 1) {
        await page.getByRole('button', { name: 'Exit dialog' }).last().click();
        await page.waitForTimeout(200);
      }
    },
    async sees(text: string | RegExp, timeout = 20_000) {
      await page.getByText(text).last().waitFor({ timeout });
    },
    async turn(step: '+1 hour' | '+1 day' | '+3 days' | 'Next morning 9:00') {
      await page.getByRole('button', { name: step, exact: true }).click();
      await page
        .getByTestId('clock-note')
        .waitFor({ timeout: 5_000 })
        .catch(() => undefined);
      await page.getByRole('button', { name: step, exact: true }).waitFor({ timeout: 120_000 });
    },
    async shot(name: string) {
      mkdirSync(OUTPUT, { recursive: true });
      shots += 1;
      await page.waitForTimeout(300);
      await page.screenshot({ path: join(OUTPUT, `${String(shots).padStart(2, '0')}-${name}.png`) });
    },
  };
}
export type User = ReturnType<typeof createUser>;
