import type { SessionBus } from './session-bus.ts';

const desktops = ['org.gnome', 'org.freedesktop', 'org.cinnamon', 'org.mate', 'org.xfce'];

/**
 * Calls back when the screen is locked or unlocked. Electron tells it on macOS and Windows only; Linux desktops announce
 * it on the session bus, some of them under two names, so a change is told once.
 */
export function watchScreenLock(bus: SessionBus, onChange: (locked: boolean) => void): void {
  let locked = false;
  for (const desktop of desktops) {
    bus.listen({ face: `${desktop}.ScreenSaver`, member: 'ActiveChanged' }, ([active]) => {
      if (typeof active !== 'boolean' || active === locked) return;
      locked = active;
      onChange(locked);
    });
  }
}
