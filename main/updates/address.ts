import { parseFeed } from '../config.ts';

const folderOf = (feed: string): URL => {
  const url = new URL(feed);
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  return url;
};

/** A file of the feed's folder; a query, such as a shared-access token, goes along. */
export function inFeed(feed: string, name: string): URL {
  const url = folderOf(feed);
  url.pathname += name;
  return url;
}

/** Where a file that a manifest names lies; null where it is an address that the app may not speak to. */
export function fileUrl(feed: string, named: string): URL | null {
  const folder = folderOf(feed);
  if (!URL.canParse(named, folder.href)) return null;
  const url = new URL(named, folder);
  if (url.origin === folder.origin && url.search === '') url.search = folder.search;
  return isOpenTo(url.href) ? url : null;
}

/** What the app may fetch an update from: https, or http on loopback. */
export const isOpenTo = (address: string): boolean => address !== '' && !('problem' in parseFeed(address));
