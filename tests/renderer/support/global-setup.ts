/** The preview is built and served once for the whole suite; each file brings a Chromium of its own. */
import type { TestProject } from 'vitest/node';
import { startPreviewServer } from '../../../tools/renderer-preview/preview-server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    previewAddress: string;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startPreviewServer();
  project.provide('previewAddress', server.address);
  return () => server.close();
}
