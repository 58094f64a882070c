import type { Locator, Page } from 'playwright/test';
import { expect } from '../fixtures.ts';
import type { Workstation } from '../workstation.ts';

export interface Walk {
  readonly station: Workstation;
  /** How the app says what it says in English with these words. */
  readonly said: (english: string) => string;
  /** Called on every screen and state, with its name. */
  readonly see: (what: string) => Promise<void>;
}

interface Walkers {
  readonly page: Page;
  /** Presses a button: in a dialog while one is open. */
  readonly press: (english: string) => Promise<void>;
  readonly link: (english: string) => Promise<void>;
  readonly field: (english: string) => Locator;
  readonly row: (jobId: string) => Locator;
  readonly add: (jobIds: readonly string[]) => Promise<void>;
  /** Opens a job once it stands in the list with this status. */
  readonly open: (jobId: string, status: string) => Promise<void>;
  readonly leave: () => Promise<void>;
}

/** What a person does who knows the app by its words. */
export const walkers = ({ station: { page }, said }: Walk): Walkers => {
  const dialog = page.getByRole('dialog');
  const row = (jobId: string) => page.getByRole('grid').getByRole('row').filter({ hasText: jobId });
  return {
    page,
    press: async (english) => {
      const within = (await dialog.count()) > 0 ? dialog : page;
      await within
        .getByRole('button', { name: said(english), exact: true })
        .first()
        .click();
    },
    link: (english) => page.getByRole('link', { name: said(english), exact: true }).click(),
    field: (english) => page.getByRole('textbox', { name: said(english) }),
    row,
    add: async (jobIds) => {
      await page.evaluate((text) => window.authority.addJobs({ text }), jobIds.join('\n'));
    },
    open: async (jobId, status) => {
      await expect(row(jobId)).toContainText(said(status));
      // A row moves when what is known of others changes.
      await expect(async () => {
        await row(jobId).click();
        await expect(page.getByRole('heading', { name: jobId })).toBeVisible({ timeout: 1_000 });
      }).toPass();
      await expect(page.locator('.review-pane .meaning')).toBeVisible();
    },
    leave: async () => {
      await page.keyboard.press('Escape');
      await expect(dialog).toHaveCount(0);
    },
  };
};

/** The person chooses this path in the system's dialogs from now on. */
export const choosing = (station: Workstation, path: string): Promise<void> =>
  station.electron.evaluate(({ dialog }, chosen) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] });
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: chosen });
  }, path);
