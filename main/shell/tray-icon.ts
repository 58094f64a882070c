import { join } from 'node:path';
import type { Glance, GlanceState } from '../../preload/contract.ts';

/** Names of the drawn icons: they differ by shape, not only by colour; see icons/tray.svg. */
export const trayShapes = [
  'clear',
  'decide',
  'blind',
  'paused',
  'locked',
  'stopped',
  'fault',
  'limited',
  'asking',
] as const;
export type TrayShape = (typeof trayShapes)[number];

const shapes: Readonly<Record<GlanceState, TrayShape>> = {
  starting: 'asking',
  setup: 'asking',
  stopped: 'stopped',
  locked: 'locked',
  fault: 'fault',
  blind: 'blind',
  'signing-stopped': 'stopped',
  limited: 'limited',
  paused: 'paused',
  asking: 'asking',
  decide: 'decide',
  trouble: 'fault',
  clear: 'clear',
};

export const trayIcon = ({ state, practice }: Glance): string => `${shapes[state]}${practice ? '-practice' : ''}`;

export interface Drawing {
  readonly path: string;
  readonly scale: number;
}

/**
 * The files that make up an icon, one for each scale of the screen. Linux takes a single drawing and has the panel
 * scale it, so it is given the one that fits the screen; macOS colours its templates by itself.
 * @param dark whether what the icon stands on is dark
 */
export function trayDrawings(
  folder: string,
  name: string,
  { platform, dark, scale }: { readonly platform: NodeJS.Platform; readonly dark: boolean; readonly scale: number },
): readonly Drawing[] {
  // Electron finds the @2x drawing beside it and knows a template by its name.
  if (platform === 'darwin') return [{ path: join(folder, 'template', `${name}Template.png`), scale: 1 }];
  const drawn = (size: number) => join(folder, dark ? 'dark' : 'light', `${name}-${size}.png`);
  if (platform === 'win32') return [16, 24, 32, 48].map((size) => ({ path: drawn(size), scale: size / 16 }));
  return [{ path: drawn(scale >= 1.75 ? 44 : scale > 1.2 ? 32 : 22), scale: 1 }];
}

/** GNOME's and Unity's bars are dark whatever the windows are. */
export const barIsDark = (windowsAreDark: boolean, platform: NodeJS.Platform, desktop = ''): boolean =>
  windowsAreDark || (platform === 'linux' && /\b(GNOME|Unity)\b/i.test(desktop));
