/** One server for the whole suite; each operator or store under test gets a database of its own in it. */
import type { TestProject } from 'vitest/node';
import { startPostgres } from './server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    postgresSocket: string;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startPostgres();
  project.provide('postgresSocket', server.socketFolder);
  return () => server.remove();
}
