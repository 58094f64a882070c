import { app } from 'electron';

/**
 * The system's way to a URL, its automatic configuration included, as a PAC function answers. Asked of the app and of no
 * session: that of the pages is shut off from the network, and a new one would fetch dictionaries of its own.
 */
export const systemProxy = (url: string): Promise<string> => app.resolveProxy(url);
