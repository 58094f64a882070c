import { z } from 'zod';
import { configFile } from './fields.ts';

/**
 * The administrator's file as a JSON Schema (draft 2020-12), for editors and for tools that write such files. Whatever the
 * app takes, the schema takes; what the schema can't say is in docs/configuration.md.
 */
export const configSchema = (): Readonly<Record<string, unknown>> =>
  z.toJSONSchema(configFile, { target: 'draft-2020-12', io: 'input' });

export const configSchemaText = (): string => `${JSON.stringify(configSchema(), null, 2)}\n`;
