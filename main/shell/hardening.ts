import { isJobId } from '../jobs/job.ts';

/** What decides whether this process may go on. */
export interface Start {
  /** As the process has it: the executable first. */
  readonly argv: readonly string[];
  /** Installed, or unpacked from what would be installed; a developer's Electron starts anything. */
  readonly packaged: boolean;
  /** Chromium does not sandbox itself for root, and ends at once unless it is told that this is known. */
  readonly root: boolean;
  /** A command of the command line, which opens no window and loads nothing of the app. */
  readonly command: boolean;
}

/** What a desktop, a launcher or a person has reason to say; everything else that Chromium or Node knows is refused. */
const harmless = [
  /^--hidden$/,
  /^--ozone-platform=(x11|wayland|headless)$/,
  /^--ozone-platform-hint=(auto|x11|wayland)$/,
  // `basic` would keep the browser's own secrets, and with them the keychain's answer to us, without protection.
  /^--password-store=(gnome-libsecret|kwallet|kwallet5|kwallet6)$/,
  /^--force-device-scale-factor=\d(\.\d{1,3})?$/,
  /^--force-renderer-accessibility$/,
  /^--force-(dark-mode|high-contrast|prefers-reduced-motion)$/,
  /^--disable-gpu(-compositing)?$/,
  /^--gtk-version=[34]$/,
  /^--lang=[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*$/,
  // By the Windows installer, and by older versions of macOS.
  /^--(updated|force-run)$/,
  /^-psn_\d+_\d+$/,
];

/** Options of our own commands. */
const ofCommands = /^(--?|--(json|practice|help|version)|-h|--(filter|service)(=.*)?)$/s;

/**
 * The first switch that an installed app does not start with, as it was written; null where there is none. Switches of
 * Chromium, V8 and Node open debuggers, take the sandbox away, load extensions or turn off what the page may not do, and
 * each new version brings more: so those that are known to be harmless are let through, and no others
 * (SECURITY: a packaged app refuses to be started insecurely).
 */
export function refusedSwitch({ argv, packaged, root, command }: Start): string | null {
  if (!packaged) return null;
  const [, ...args] = argv;
  // What follows two hyphens is never a switch, for Chromium either.
  const end = args.indexOf('--');
  const switches = (end < 0 ? args : args.slice(0, end)).filter((arg) => arg.startsWith('-'));
  const allowed = (arg: string): boolean =>
    harmless.some((pattern) => pattern.test(arg)) ||
    (root && arg === '--no-sandbox') ||
    (command && (ofCommands.test(arg) || isJobId(arg)));
  return switches.find((arg) => !allowed(arg)) ?? null;
}
