import { join } from 'node:path';
import { app } from 'electron';
import type { AppUpdater, UpdateInfo } from 'electron-updater';
import type { ProviderRuntimeOptions } from 'electron-updater/out/providers/Provider.js';
import type { Clock } from '../clock.ts';
import { AuthorityError, faultText } from '../errors.ts';
import type { Log } from '../log.ts';
import { fileUrl, isOpenTo } from '../updates/address.ts';
import type { Installer } from '../updates/installer.ts';
import type { Manifest } from '../updates/manifest.ts';

/** A download that brought nothing for so long is given up. */
const STALLED_MS = 2 * 60_000;

/** What electron-updater keeps to itself and has no option for; the tests in the window hold that it is still so. */
interface Inside {
  downloadedUpdateHelper: unknown;
  readonly httpExecutor: {
    addRedirectHandlers(
      request: unknown,
      options: unknown,
      reject: (fault: Error) => void,
      count: number,
      follow: (next: { readonly protocol: string; readonly hostname: string }) => void,
    ): void;
  };
}

/**
 * electron-updater, told by us which version there is: it never reads a manifest of its own accord. It downloads into the
 * app's own private folder, checks the file's SHA-512 (on macOS and Windows the system's code signature as well), and
 * puts it in place when the app ends.
 */
export async function appUpdater(parts: {
  readonly home: string;
  readonly clock: Clock;
  readonly log: Log;
}): Promise<Installer> {
  const { clock, log } = parts;
  const [library, { Provider }, { DownloadedUpdateHelper }] = await Promise.all([
    import('electron-updater'),
    import('electron-updater/out/providers/Provider.js'),
    import('electron-updater/out/DownloadedUpdateHelper.js'),
  ]);
  const { AppImageUpdater, CancellationToken, MacUpdater, NsisUpdater } = library;

  const platforms: Partial<Record<NodeJS.Platform, new () => AppUpdater>> = { darwin: MacUpdater, win32: NsisUpdater };
  const updater = new (platforms[process.platform] ?? AppImageUpdater)();
  const inside = updater as unknown as Inside;
  let offered: { readonly feed: string; readonly info: UpdateInfo } | null = null;
  let within = true;
  let atEnd: Parameters<Installer['atEnd']>[0] = 'nothing';
  let download: InstanceType<typeof CancellationToken> | null = null;

  updater.logger = {
    info: () => {},
    warn: (said: unknown) => log('info', 'updater-said', { detail: faultText(said).slice(0, 300) }),
    error: (said: unknown) => log('warn', 'updater-said', { detail: faultText(said).slice(0, 300) }),
  };
  updater.autoDownload = false;
  updater.allowDowngrade = false;
  updater.disableWebInstaller = true;
  // Parts of files are put together from what lies here already; a whole file is checked as one, while it comes in.
  updater.disableDifferentialDownload = true;
  // Whether updates are on is the administrator's to say, not the package's.
  updater.forceDevUpdateConfig = true;
  // Squirrel.Mac replaces the app when it ends; everywhere else that is said here, so that a download can be dropped.
  updater.autoInstallOnAppQuit = process.platform === 'darwin';
  inside.downloadedUpdateHelper = new DownloadedUpdateHelper(join(parts.home, 'updates'));
  keepToHttps(inside);

  updater.setFeedURL({
    provider: 'custom',
    updateProvider: class extends Provider<UpdateInfo> {
      constructor(_options: unknown, _updater: AppUpdater, runtime: ProviderRuntimeOptions) {
        super(runtime);
      }
      override async getLatestVersion() {
        if (!offered) throw new Error('nothing was offered');
        return offered.info;
      }
      override resolveFiles({ files }: UpdateInfo) {
        return files.flatMap((info) => {
          const url = offered && fileUrl(offered.feed, info.url);
          return url ? [{ url, info }] : [];
        });
      }
    },
  });
  const usual = updater.isUserWithinRollout;
  updater.isUserWithinRollout = async (info) => {
    within = await usual(info);
    return within;
  };

  app.once('quit', (_event, code) => {
    if (code !== 0 || atEnd === 'nothing' || !('install' in updater)) return;
    // Its successor must not find this one still holding the desk.
    if (atEnd === 'restart') app.releaseSingleInstanceLock();
    const placed = (updater as InstanceType<typeof AppImageUpdater>).install(true, atEnd === 'restart');
    log(placed ? 'info' : 'error', placed ? 'update-placed' : 'update-not-placed');
  });

  return {
    offers: async (feed, manifest) => {
      offered = { feed, info: infoOf(manifest) };
      within = true;
      const answer = await updater.checkForUpdates();
      if (answer?.isUpdateAvailable) return 'yes';
      return within ? 'system-too-old' : 'later';
    },
    download: async () => {
      const token = new CancellationToken();
      download = token;
      let cancel = () => {};
      const watch = () => {
        cancel();
        cancel = clock.after(STALLED_MS, () => token.cancel());
      };
      updater.on('download-progress', watch);
      watch();
      try {
        await updater.downloadUpdate(token);
      } catch (thrown) {
        throw downloadFault(thrown, token.cancelled);
      } finally {
        cancel();
        updater.off('download-progress', watch);
        download = null;
      }
    },
    atEnd: (does) => {
      atEnd = does;
      if (does === 'restart' && process.platform === 'darwin') updater.quitAndInstall();
    },
    stop: () => download?.cancel(),
  };
}

const infoOf = ({ version, files, stagingPercentage, minimumSystemVersion }: Manifest): UpdateInfo => ({
  version,
  files: files.map(({ url, sha512, size }) => ({ url, sha512, ...(size !== undefined && { size }) })),
  path: '',
  sha512: '',
  releaseDate: '',
  ...(stagingPercentage !== undefined && { stagingPercentage }),
  ...(minimumSystemVersion !== undefined && { minimumSystemVersion }),
});

/** A redirect may lead to where the packages are stored, though never to where anybody could listen in. */
function keepToHttps({ httpExecutor }: Inside): void {
  const usual = httpExecutor.addRedirectHandlers.bind(httpExecutor);
  httpExecutor.addRedirectHandlers = (request, options, reject, count, follow) =>
    usual(request, options, reject, count, (next) => {
      const address = `${next.protocol}//${next.hostname}/`;
      if (isOpenTo(address)) follow(next);
      else reject(new AuthorityError('update-file-not-https', 'redirected away from https', { address }));
    });
}

function downloadFault(thrown: unknown, cancelled: boolean): AuthorityError {
  if (thrown instanceof AuthorityError) return thrown;
  const { code } = (thrown ?? {}) as { code?: unknown };
  const detail = (faultText(thrown).split('\n')[0] ?? '').slice(0, 200);
  if (code === 'ERR_CHECKSUM_MISMATCH') return new AuthorityError('update-file-wrong', detail);
  if (cancelled) return new AuthorityError('update-download-stalled', detail);
  return new AuthorityError('update-download-failed', detail, { detail });
}
