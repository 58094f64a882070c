import type { IpcMainInvokeEvent, WebContents } from 'electron';
import { describe, expect, it } from 'vitest';
import { countDocuments, trustedFrame } from '../../../main/ipc/sender.ts';

const top = { processId: 4, routingId: 1, parent: null, url: 'app://countersign/index.html' };
const page = { id: 7, mainFrame: top, isDestroyed: () => false };
const asked = (frame: object | null = top, senderId = 7, window: object | null = page): string | null =>
  trustedFrame(
    { senderFrame: frame, sender: { id: senderId } } as unknown as IpcMainInvokeEvent,
    window as unknown as WebContents | null,
  );

describe('SECURITY 6: a call is answered', () => {
  it('for the top frame of our one window, which it names', () => {
    expect(asked()).toMatch(/^7:4:1:/);
    expect(asked({ ...top, url: 'app://countersign/index.html#/history' })).toBe(asked());
    expect(asked({ ...top, processId: 5 }, 7, { ...page, mainFrame: { ...top, processId: 5 } })).not.toBe(asked());
  });

  it('under another name once the page was loaded anew: what was shown before is not on screen any more', () => {
    type Navigation = { isMainFrame: boolean; isSameDocument: boolean };
    let navigate: (how: Navigation) => void = () => {};
    const window = {
      ...page,
      on: (_event: string, listener: typeof navigate) => {
        navigate = listener;
      },
    };
    countDocuments(window as unknown as WebContents);
    const name = () => asked(top, 7, window);
    const names = [name()];
    navigate({ isMainFrame: true, isSameDocument: true });
    navigate({ isMainFrame: false, isSameDocument: false });
    expect(name()).toBe(names[0]);
    for (let load = 0; load < 3; load += 1) {
      navigate({ isMainFrame: true, isSameDocument: false });
      names.push(name());
    }
    expect(new Set(names).size).toBe(4);
  });

  it.each<[string, () => string | null]>([
    ['a frame that is gone', () => asked(null)],
    ['another window', () => asked(top, 8)],
    ['a frame inside of the page', () => asked({ ...top, routingId: 2, parent: top })],
    ['a frame that only claims the numbers of the top one', () => asked({ ...top, parent: top })],
    ['a frame of another process', () => asked({ ...top, processId: 5 })],
    ['any frame while there is no window', () => asked(top, 7, null)],
    ['a window that is destroyed', () => asked(top, 7, { ...page, isDestroyed: () => true })],
    ['another host', () => asked({ ...top, url: 'app://evil/index.html' })],
    ['a host that only begins like ours', () => asked({ ...top, url: 'app://countersign.evil/index.html' })],
    ['another port', () => asked({ ...top, url: 'app://countersign:1/index.html' })],
    ['another scheme', () => asked({ ...top, url: 'https://countersign/index.html' })],
    ['a file', () => asked({ ...top, url: 'file:///app/index.html' })],
    ['about:blank', () => asked({ ...top, url: 'about:blank' })],
    ['data', () => asked({ ...top, url: 'data:text/html,app://countersign/' })],
    ['no address', () => asked({ ...top, url: '' })],
    ['what is no address', () => asked({ ...top, url: 'countersign' })],
  ])('but not for %s', (_, ask) => {
    expect(ask()).toBeNull();
  });
});
