import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { barIsDark, trayDrawings, trayIcon, trayShapes } from '../../../main/shell/tray-icon.ts';
import { glances } from '../../../preload/contract.ts';

const parts = readFileSync(new URL('../../../main/shell/icons/tray.svg', import.meta.url), 'utf8');

describe('the icon of the tray', () => {
  it('has a drawing for every state, and another one in practice', () => {
    for (const state of glances) {
      const of = (practice: boolean) =>
        trayIcon({ state, practice, toDecide: 0, attention: 0, troubled: false, signingStopped: false });
      expect(trayShapes).toContain(of(false));
      expect(of(true)).toBe(`${of(false)}-practice`);
    }
    for (const shape of trayShapes) expect(parts).toContain(`id="glyph-${shape}"`);
  });

  it('tells apart what must not be mistaken for each other', () => {
    const told = ['clear', 'decide', 'blind', 'paused', 'locked', 'stopped', 'fault', 'limited'] as const;
    const names = told.map((state) =>
      trayIcon({ state, practice: false, toDecide: 0, attention: 0, troubled: false, signingStopped: false }),
    );
    expect(new Set(names).size).toBe(told.length);
  });

  it('is drawn for the ground it stands on and the scale of the screen', () => {
    const linux = (dark: boolean, scale: number) => trayDrawings('icons', 'clear', { platform: 'linux', dark, scale });
    expect(linux(false, 1)).toEqual([{ path: expect.stringMatching(/light.clear-22\.png$/), scale: 1 }]);
    expect(linux(true, 2)).toEqual([{ path: expect.stringMatching(/dark.clear-44\.png$/), scale: 1 }]);
    const windows = trayDrawings('icons', 'clear', { platform: 'win32', dark: true, scale: 1 });
    expect(windows.map(({ scale }) => scale)).toEqual([1, 1.5, 2, 3]);
    const mac = trayDrawings('icons', 'clear', { platform: 'darwin', dark: true, scale: 2 });
    expect(mac).toEqual([{ path: expect.stringMatching(/clearTemplate\.png$/), scale: 1 }]);
  });

  it("stands on a dark bar on GNOME whatever the windows' colours", () => {
    expect(barIsDark(false, 'linux', 'ubuntu:GNOME')).toBe(true);
    expect(barIsDark(false, 'linux', 'KDE')).toBe(false);
    expect(barIsDark(true, 'linux', 'KDE')).toBe(true);
    expect(barIsDark(false, 'win32')).toBe(false);
  });
});
