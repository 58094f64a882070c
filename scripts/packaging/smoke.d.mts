export function buildSmoke(options: {
  readonly number: number;
  readonly to: string;
  readonly compression?: string;
  readonly deb?: boolean;
  readonly log: (text: string) => void;
}): Promise<{ readonly folder: string; readonly deb: string | null; readonly version: string }>;
