import type { IpcMainInvokeEvent, WebContents } from 'electron';

/** The page's one origin; see shell/app-protocol.ts. */
export const APP_ORIGIN = 'app://countersign';

/** How many documents a page has loaded: a frame keeps its numbers over a reload, but what was shown in it is gone. */
const documents = new WeakMap<WebContents, number>();

/** Begins to count a page's documents. */
export function countDocuments(page: WebContents): void {
  page.on('did-start-navigation', ({ isMainFrame, isSameDocument }) => {
    if (isMainFrame && !isSameDocument) documents.set(page, (documents.get(page) ?? 0) + 1);
  });
}

/**
 * Names the document that may be answered: in the top frame of our one window, showing our page. Null for everyone else: an
 * iframe, a second window, a frame that is gone, a page that came from elsewhere.
 */
export function trustedFrame(event: IpcMainInvokeEvent, page: WebContents | null): string | null {
  const frame = event.senderFrame;
  if (!page || page.isDestroyed() || !frame || event.sender.id !== page.id) return null;
  const top = page.mainFrame;
  if (frame.processId !== top.processId || frame.routingId !== top.routingId || frame.parent !== null) return null;
  if (!URL.canParse(frame.url)) return null;
  const url = new URL(frame.url);
  if (`${url.protocol}//${url.host}` !== APP_ORIGIN) return null;
  return `${page.id}:${frame.processId}:${frame.routingId}:${documents.get(page) ?? 0}`;
}

/** Whether the document that asked is still the one in our window: not one that was loaded since, and not one that crashed. */
export function stillThere(event: IpcMainInvokeEvent, page: WebContents | null, document: string): boolean {
  try {
    return page !== null && !page.isDestroyed() && !page.isCrashed() && trustedFrame(event, page) === document;
  } catch {
    // Electron throws when it is asked about a frame that is gone.
    return false;
  }
}
