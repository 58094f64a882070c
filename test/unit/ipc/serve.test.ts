import type { WebContents } from 'electron';
import { expect, it, vi } from 'vitest';
import type { Desk } from '../../../main/desk.ts';
import { type ShellServices, serve } from '../../../main/ipc/serve.ts';
import { requestChannel } from '../../../preload/contract.ts';

type Handler = (event: unknown, argument: unknown, about: unknown) => Promise<unknown>;
const channels = vi.hoisted(() => new Map<string, Handler>());
vi.mock('electron', () => ({
  ipcMain: { handle: (channel: string, handler: Handler) => void channels.set(channel, handler) },
}));

const top = { processId: 4, routingId: 1, parent: null, url: 'app://countersign/index.html' };
const page = { id: 7, mainFrame: top, isDestroyed: () => false, isCrashed: () => false };

it.each([
  ['makeBackup', 'chooseBackupTarget', { passphrase: 'correct horse battery staple', keyPassphrase: '' }],
  ['saveJwks', 'chooseKeySetTarget', { keep: true }],
] as const)(
  '%s does nothing where another service came into view while a file was chosen',
  async (name, choose, argument) => {
    let inView = 'east';
    const written: string[] = [];
    const write = async (path: string) => {
      written.push(path);
      return { outcome: 'done' };
    };
    const desk = {
      inView: () => inView,
      services: () => [
        { id: 'east', name: 'East' },
        { id: 'west', name: 'West' },
      ],
      makeBackup: write,
      saveJwks: write,
    } as unknown as Desk;
    let meanwhile = () => {};
    const shell = {
      [choose]: async () => {
        meanwhile();
        return { outcome: 'chosen', path: '/chosen' };
      },
    } as unknown as ShellServices;
    serve(
      desk,
      shell,
      () => page as unknown as WebContents,
      () => {},
    );
    const ask = () =>
      channels.get(requestChannel(name))?.({ senderFrame: top, sender: { id: page.id } }, argument, 'east');
    expect(await ask()).toEqual({ ok: true, value: { outcome: 'done' } });
    meanwhile = () => {
      inView = 'west';
    };
    expect(await ask()).toMatchObject({ ok: false, error: { code: 'service-not-in-view' } });
    expect(written).toEqual(['/chosen']);
  },
);
