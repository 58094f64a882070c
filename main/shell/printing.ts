import { type BrowserWindow, dialog } from 'electron';
import type { FileAnswer, PrintAnswer } from '../../preload/contract.ts';
import { faultText, finding } from '../errors.ts';
import { replaceFile } from '../whole-file.ts';
import { say } from '../words.ts';

/** The page put on paper or into a file, by its own rules for print, which leave nothing of it but what is meant for that. */
export interface PagePrinting {
  /** Opens the system's dialog; settles when it is closed. */
  printPage(): Promise<PrintAnswer>;
  /** Asks where to, and writes a PDF there. @param name of the file that is proposed */
  savePage(name: string): Promise<FileAnswer>;
}

export const pagePrinting = (window: () => BrowserWindow | null): PagePrinting => ({
  printPage: async () => {
    const over = window();
    if (!over) return { outcome: 'refused', reason: finding('print-failed', { detail: '' }) };
    return new Promise((resolve) => {
      over.webContents.print({ printBackground: false }, (printed, why) => {
        if (printed) resolve({ outcome: 'done' });
        // What the person called off needs no words.
        else if (/cancel/i.test(why ?? '')) resolve({ outcome: 'called-off' });
        else resolve({ outcome: 'refused', reason: finding('print-failed', { detail: why ?? '' }) });
      });
    });
  },
  savePage: async (name) => {
    const over = window();
    if (!over) return { outcome: 'refused', reason: finding('save-failed', { detail: '' }) };
    try {
      // As it is now: while the dialog is open, the page may come to show something else.
      const pdf = await over.webContents.printToPDF({ pageSize: 'A4', printBackground: false });
      const { filePath } = await dialog.showSaveDialog(over, {
        title: say('shift.save'),
        defaultPath: name,
        filters: [{ name: 'PDF', extensions: ['pdf'] }],
      });
      if (!filePath) return { outcome: 'called-off' };
      replaceFile(filePath, pdf);
      return { outcome: 'saved', path: filePath };
    } catch (fault) {
      return { outcome: 'refused', reason: finding('save-failed', { detail: faultText(fault) }) };
    }
  },
});
