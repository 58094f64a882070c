import { describe, expect, it } from 'vitest';
import { fileUrl, inFeed, isOpenTo } from '../../../main/updates/address.ts';
import { compareVersions, manifestName, parseManifest } from '../../../main/updates/manifest.ts';
import { manifestText, sha512 } from '../../fakes/update-feed.ts';

const file = { name: 'Countersign-1.2.3.AppImage', bytes: Buffer.from('package') };
const problemIn = (text: string) => {
  const parsed = parseManifest(text);
  return 'problem' in parsed ? String(parsed.problem.values?.detail) : null;
};

describe('a manifest', () => {
  it('is read as electron-builder writes it, and nothing is kept of what decides nothing', () => {
    expect(parseManifest(manifestText('1.2.3-beta.1', file, 'stagingPercentage: 25\nreleaseNotes: news\n'))).toEqual({
      manifest: {
        version: '1.2.3-beta.1',
        files: [{ url: file.name, sha512: sha512(file.bytes), size: 7 }],
        stagingPercentage: 25,
      },
    });
  });

  it.each([
    ['without a version', manifestText('1.2.3', file).replace(/^version.*$/m, '')],
    ['with a version that is none', manifestText('1.2', file)],
    ['with a version that is written loosely', manifestText('v1.2.3', file)],
    ['without files', 'version: 1.2.3\nfiles: []\n'],
    ['without a digest', manifestText('1.2.3', file).replace(/^ {4}sha512.*$/m, '')],
    ['with a digest of another kind', manifestText('1.2.3', file).replace(/^ {4}sha512.*$/m, '    sha512: AAAA')],
    ['with a stage that is no number', manifestText('1.2.3', file, 'stagingPercentage: most\n')],
    ['with a stage beyond all', manifestText('1.2.3', file, 'stagingPercentage: 101\n')],
    ['that names a field twice', manifestText('1.2.3', file, 'version: 9.9.9\n')],
    ['that is no YAML', '\t: ['],
    ['that is empty', ''],
    ['with a tag that would make more than data of it', manifestText('1.2.3', file, 'x: !!js/function "f"\n')],
  ])('%s is refused', (_, text) => {
    expect(problemIn(text)).toEqual(expect.any(String));
  });
});

describe('versions', () => {
  it('are ordered as Semantic Versioning 2.0.0 (11) orders them', () => {
    const rising = ['1.0.0-alpha', '1.0.0-alpha.1', '1.0.0-beta.2', '1.0.0-beta.11', '1.0.0-rc.1', '1.0.0', '1.0.10'];
    for (const [at, one] of rising.entries()) {
      for (const [other, two] of rising.entries()) expect(compareVersions(one, two)).toBe(Math.sign(at - other));
    }
  });
});

describe('the feed', () => {
  it('names its manifests as electron-builder does', () => {
    expect(manifestName('latest', 'linux', 'x64')).toBe('latest-linux.yml');
    expect(manifestName('beta', 'linux', 'arm64')).toBe('beta-linux-arm64.yml');
    expect(manifestName('latest', 'darwin', 'arm64')).toBe('latest-mac.yml');
    expect(manifestName('beta', 'win32', 'x64')).toBe('beta.yml');
  });

  it('is a folder, with or without the last slash, and keeps its query', () => {
    expect(inFeed('https://a.example/updates', 'latest.yml').href).toBe('https://a.example/updates/latest.yml');
    expect(inFeed('https://a.example/updates/?key=1', 'latest.yml').href).toBe(
      'https://a.example/updates/latest.yml?key=1',
    );
  });

  it.each([
    ['https://a.example/updates?key=1', 'b.AppImage', 'https://a.example/updates/b.AppImage?key=1'],
    ['https://a.example/updates?key=1', 'https://cdn.example/b.AppImage', 'https://cdn.example/b.AppImage'],
    ['http://127.0.0.1:8080/', 'b.AppImage', 'http://127.0.0.1:8080/b.AppImage'],
    ['https://a.example/updates', 'http://a.example/updates/b.AppImage', null],
    ['https://a.example/updates', 'file:///etc/passwd', null],
    ['https://a.example/updates', 'https://user:word@a.example/b', null],
    ['https://a.example/updates', 'http://[', null],
  ])('%s holds %s at %s', (feed, named, url) => {
    expect(fileUrl(feed, named)?.href ?? null).toBe(url);
  });

  it.each([
    ['https://a.example/', true],
    ['http://localhost:1/', true],
    ['http://a.example/', false],
    ['ftp://a.example/', false],
    ['', false],
  ])('%s may be spoken to: %s', (address, may) => {
    expect(isOpenTo(address)).toBe(may);
  });
});
