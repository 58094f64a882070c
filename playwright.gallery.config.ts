import { defineConfig } from 'playwright/test';
import base from './playwright.config.ts';

/** Makes the pictures of docs/screens.md; see scripts/screenshots.mjs. */
export default defineConfig(base, { testMatch: 'gallery.ts' });
