import { session } from 'electron';

/**
 * The system's way to a URL, its automatic configuration included, as a PAC function answers. Asked in a session of its
 * own: that of the pages is shut off from the network.
 */
export const systemProxy = (url: string): Promise<string> =>
  session.fromPartition('system-proxy', { cache: false }).resolveProxy(url);
