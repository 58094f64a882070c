export function desktopEntry(configuration: unknown, description: string): string;
export function mimeTypes(configuration: unknown): string;
