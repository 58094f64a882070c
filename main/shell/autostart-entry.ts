import { createHash } from 'node:crypto';

/** What starts the app: the program and its arguments, and the environment by which it finds its data. */
export interface LoginCommand {
  readonly program: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** A data folder of its own is another desk, with a login of its own. */
export const autostartFile = (env: LoginCommand['env']): string =>
  env.COUNTERSIGN_HOME
    ? `countersign-${createHash('sha256').update(env.COUNTERSIGN_HOME).digest('hex').slice(0, 8)}.desktop`
    : 'countersign.desktop';

/** A file for the autostart folder (freedesktop.org, Desktop Application Autostart and Desktop Entry Specification 1.5). */
export function autostartEntry({ program, args, env }: LoginCommand): string {
  const set = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  const words = [...(set.length > 0 ? ['env', ...set] : []), program, ...args];
  return [
    '[Desktop Entry]',
    'Type=Application',
    'Name=Countersign',
    'Comment=Signing authority for Scope API jobs',
    // Where the app was removed since, the desktop passes over what it left in people's own folders.
    `TryExec=${asValue(program)}`,
    `Exec=${asValue(words.map(quoted).join(' '))}`,
    'Icon=countersign',
    'Terminal=false',
    'StartupNotify=false',
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n');
}

/** Exec's own quoting. A percent sign would begin a field code; inside quotes too, as most readers take it. */
function quoted(word: string): string {
  const escaped = word.replaceAll('%', '%%');
  if (word !== '' && !/[\s"'\\<>~|&;$*?#()`]/.test(word)) return escaped;
  return `"${escaped.replace(/["`$\\]/g, '\\$&')}"`;
}

/** The escapes that every string value of a desktop entry knows come on top. */
const asValue = (text: string): string =>
  text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\t', '\\t').replaceAll('\r', '\\r');
